import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import sharp from 'sharp';

/** The secret of an install without a key of Stripe. */
const SECRET = 'whsec_local';
const BOUNDARY = 'a-boundary-of-the-fuzz';

/** A body and the headers that go with it. */
export interface FuzzBody {
  readonly body: Buffer;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Bytes with some of them changed, cut off, doubled or mixed up. */
export function damaged(whole: Buffer): fc.Arbitrary<Buffer> {
  const at = fc.nat({ max: Math.max(0, whole.length - 1) });
  return fc.oneof(
    fc.array(fc.tuple(at, fc.nat({ max: 255 })), { minLength: 1, maxLength: 12 }).map((changes) => {
      const copy = Buffer.from(whole);
      for (const [index, byte] of changes) copy[index] = byte;
      return copy;
    }),
    at.map((end) => whole.subarray(0, end)),
    fc
      .tuple(at, fc.uint8Array({ maxLength: 64 }))
      .map(([index, more]) => Buffer.concat([whole.subarray(0, index), more, whole.subarray(index)])),
    fc
      .tuple(at, at)
      .map(([from, to]) => Buffer.concat([whole.subarray(0, Math.max(from, to)), whole.subarray(Math.min(from, to))])),
  );
}

/** Pictures of every kind that we take, and some that we do not, whole and hostile. */
export async function hostilePictures(): Promise<fc.Arbitrary<Buffer>> {
  const picture = sharp({
    create: {
      width: 320,
      height: 240,
      channels: 3,
      background: '#345',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  });
  const kinds = [
    await picture.clone().jpeg().toBuffer(),
    await picture.clone().png().toBuffer(),
    await picture.clone().webp().toBuffer(),
    await picture.clone().avif({ effort: 0 }).toBuffer(),
    await picture.clone().gif().toBuffer(),
    await picture.clone().tiff().toBuffer(),
  ];
  const flat = await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: '#fff' } })
    .png({ compressionLevel: 9 })
    .toBuffer();
  const bombs = [
    flat,
    // A head that promises more than any memory holds.
    pngOf(2_000_000_000, 2_000_000_000),
    pngOf(1, 100_000_000),
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1/"/></svg>'),
    Buffer.from('%PDF-1.7'),
    Buffer.alloc(0),
  ];
  return fc.oneof(
    { arbitrary: fc.constantFrom(...kinds).chain(damaged), weight: 12 },
    { arbitrary: fc.constantFrom(...kinds), weight: 1 },
    { arbitrary: fc.constantFrom(...bombs), weight: 1 },
  );
}

function pngOf(width: number, height: number): Buffer {
  const head = Buffer.alloc(33);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(head);
  head.writeUInt32BE(13, 8);
  head.write('IHDR', 12, 'latin1');
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  head.set([8, 2, 0, 0, 0], 24);
  return head;
}

/** A form with a file as browsers send it, or with its seams broken. */
export function multipartOf(
  fields: readonly (readonly [name: string, value: string])[],
  file: { readonly name: string; readonly bytes: Buffer } | null,
  broken: boolean,
): FuzzBody {
  const head = (name: string, more = ''): string =>
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name.replace(/["\r\n]/g, '_')}"${more}\r\n`;
  const parts: Uint8Array[] = fields.map(([name, value]) => Buffer.from(`${head(name)}\r\n${value}\r\n`));
  if (file !== null) {
    parts.push(
      Buffer.from(`${head(file.name, '; filename="x.jpg"')}content-type: image/jpeg\r\n\r\n`),
      file.bytes,
      Buffer.from('\r\n'),
    );
  }
  parts.push(Buffer.from(broken ? `--${BOUNDARY}\r\ncontent-` : `--${BOUNDARY}--\r\n`));
  return { body: Buffer.concat(parts), headers: [['content-type', `multipart/form-data; boundary=${BOUNDARY}`]] };
}

/** What comes to the door of Stripe's webhooks: signed by the secret and yet garbage, or signed wrongly. */
export const hostileWebhooks: fc.Arbitrary<FuzzBody> = fc
  .record({
    body: fc.oneof(
      { arbitrary: fc.constantFrom(...eventBodies()).chain((body) => damaged(Buffer.from(body))), weight: 4 },
      { arbitrary: fc.constantFrom(...eventBodies()).map((body) => Buffer.from(body)), weight: 1 },
      { arbitrary: fc.json({ maxDepth: 6 }).map((body) => Buffer.from(body)), weight: 2 },
      { arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)), weight: 1 },
    ),
    signature: fc.oneof(
      { arbitrary: fc.constant('right'), weight: 6 },
      {
        arbitrary: fc.constantFrom('', 't=1', 't=,v1=', 'v1=00', 't=1e9,v1=zz', 't=NaN,v1=,v1=', ','.repeat(500)),
        weight: 1,
      },
      { arbitrary: fc.string({ maxLength: 80 }).map((text) => text.replace(/[^\x20-\x7e]/g, '?')), weight: 1 },
    ),
  })
  .map(({ body, signature }) => ({
    body,
    headers: [
      ['content-type', 'application/json'],
      ['stripe-signature', signature === 'right' ? signatureOf(body) : signature],
    ],
  }));

function signatureOf(body: Buffer): string {
  const timestamp = String(Math.floor(Date.now() / 1000));
  return `t=${timestamp},v1=${createHmac('sha256', SECRET).update(`${timestamp}.`).update(body).digest('hex')}`;
}

/** Events of kinds that we act on, about nothing that there is. */
function eventBodies(): string[] {
  const objects: Readonly<Record<string, object>> = {
    'payment_intent.succeeded': {
      object: 'payment_intent',
      amount_received: 4_000,
      currency: 'eur',
      status: 'succeeded',
    },
    'charge.refunded': { object: 'charge', amount_refunded: 10, currency: 'eur', payment_intent: 'pi_1' },
    'charge.dispute.created': {
      object: 'dispute',
      amount: 10,
      currency: 'eur',
      status: 'needs_response',
      charge: 'ch_1',
    },
    'checkout.session.completed': { object: 'checkout.session', payment_status: 'paid', payment_intent: 'pi_1' },
    'invoice.paid': { object: 'invoice', amount_paid: 10, currency: 'eur', subscription: 'sub_1' },
    'customer.subscription.deleted': { object: 'subscription', status: 'canceled' },
    'payout.paid': { object: 'payout', amount: 10, currency: 'eur', status: 'paid' },
    'of.no.kind': {},
  };
  return Object.entries(objects).map(([type, object], index) =>
    JSON.stringify({
      id: `evt_fuzz${String(index)}`,
      object: 'event',
      type,
      created: 1_700_000_000,
      api_version: '2026-10-28.endive',
      data: {
        object: { id: `x_${String(index)}`, created: 1_700_000_000, metadata: { donation_id: 'none' }, ...object },
      },
    }),
  );
}
