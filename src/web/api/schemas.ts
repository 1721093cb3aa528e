import { z } from 'zod';
import { ERROR_CODES, FIELD_ERROR_CODES } from '../../domain/errors.js';

/** The shapes of the public API. They are checked against what the service answers, and are its OpenAPI document. */
export const Minor = z.int().describe('Minor units (cents) of the currency');
export const Count = z.int().min(0);
export const At = z.iso.datetime().describe('UTC');
const Slug = z.string();

export const EditionTotals = z
  .object({
    edition: Slug,
    currency: z.string().length(3),
    raisedMinor: Minor,
    onItsWayMinor: Minor.describe('Announced and not yet paid; never part of raisedMinor'),
    gifts: Count,
    donors: Count,
    teams: Count,
    walkers: Count,
    byParticipation: z
      .object({ central: Count, 'own-route': Count })
      .describe('Walkers from the central start and on a route of their own'),
    raisedByParticipation: z.object({ central: Minor, 'own-route': Minor }),
    goalMinor: Minor,
    revision: Count.describe('Grows with every change'),
    asOf: At,
  })
  .meta({ id: 'EditionTotals' });

export const PublicGift = z
  .object({
    name: z.string().nullable().describe('null: the donor wants to stay anonymous, or it is hidden'),
    amountMinor: Minor,
    message: z.string().nullable(),
    hidden: z.boolean().describe('Name and message are held back; the gift counts'),
    target: z.object({
      kind: z.enum(['edition', 'team', 'walker']),
      slug: Slug.nullable(),
      name: z.string().nullable(),
    }),
    paidAt: At,
  })
  .meta({ id: 'PublicGift' });

export const TeamSummary = z
  .object({ slug: Slug, name: z.string(), walkers: Count, raisedMinor: Minor, goalMinor: Minor, gifts: Count })
  .meta({ id: 'TeamSummary' });

export const TeamList = z
  .object({ items: z.array(TeamSummary), nextCursor: z.string().nullable() })
  .meta({ id: 'TeamList' });

export const Team = z
  .object({
    ...TeamSummary.shape,
    edition: Slug,
    currency: z.string().length(3),
    onItsWayMinor: Minor,
    story: z.string(),
    members: z.array(z.object({ slug: Slug, name: z.string(), captain: z.boolean(), raisedMinor: Minor })),
    latestGifts: z.array(PublicGift),
    revision: Count,
    asOf: At,
  })
  .meta({ id: 'Team' });

export const Walker = z
  .object({
    edition: Slug,
    slug: Slug,
    name: z.string(),
    team: z.object({ slug: Slug, name: z.string() }).nullable(),
    participationType: z.string(),
    currency: z.string().length(3),
    raisedMinor: Minor,
    onItsWayMinor: Minor,
    goalMinor: Minor,
    gifts: Count,
    story: z.string(),
    latestGifts: z.array(PublicGift),
    revision: Count,
    asOf: At,
  })
  .meta({ id: 'Walker' });

export const DonationBody = z
  .strictObject({
    target: z.union([
      z.strictObject({ kind: z.literal('edition') }),
      z.strictObject({ kind: z.enum(['team', 'walker']), slug: Slug.min(1).max(100) }),
    ]),
    amountMinor: Minor.min(100).max(5_000_000).optional(),
    amount: z.string().optional().describe('Euros as people write them; instead of amountMinor'),
    name: z.string().min(1).max(100),
    email: z.string().max(254),
    message: z.string().max(500).nullish(),
    company: z.string().max(100).nullish(),
    companyNumber: z.string().max(30).nullish().describe('Belgian enterprise number of the company'),
    anonymous: z.boolean().optional(),
    newsletter: z.boolean().optional().describe('Agrees to get news of the organisation'),
    coverFee: z.boolean().optional().describe('Adds what the payment costs, where the edition offers that'),
    certificateWanted: z
      .boolean()
      .optional()
      .describe('Wants a tax certificate, where the edition gives them; what it carries is asked later'),
    language: z.enum(['nl', 'fr', 'en']).default('nl'),
  })
  .meta({ id: 'DonationBody' });

export const StartedDonation = z.object({ donationId: z.uuid(), checkoutUrl: z.url() }).meta({ id: 'StartedDonation' });

/** Somebody who is registered along with another. */
export const FurtherWalker = z.strictObject({
  participationType: z.string().min(1).max(63),
  firstName: z.string().min(1).max(100),
  lastName: z.string().min(1).max(100),
  birthDate: z.string().describe('YYYY-MM-DD'),
  distanceKm: z.int().min(1).max(300).nullish(),
  tshirtSize: z.string().max(20).nullish(),
  startSlot: z.iso.datetime().nullish(),
});

export const RegistrationBody = z
  .strictObject({
    participationType: z.string().min(1).max(63),
    team: z.enum(['alone', 'new', 'join']).default('alone'),
    teamName: z.string().max(100).nullish(),
    teamSlug: z.string().max(80).nullish(),
    firstName: z.string().min(1).max(100),
    lastName: z.string().min(1).max(100),
    email: z.string().max(254),
    birthDate: z.string().describe('YYYY-MM-DD'),
    guardianName: z.string().max(200).nullish(),
    guardianEmail: z.string().max(254).nullish(),
    guardianIsMe: z.boolean().optional().describe('Whoever registers is the guardian, and consents under guardianName'),
    distanceKm: z.int().min(1).max(300).nullish(),
    tshirtSize: z.string().max(20).nullish(),
    startSlot: z.iso.datetime().nullish(),
    moreWalkers: z
      .array(FurtherWalker)
      .max(7)
      .nullish()
      .describe('Those who are registered along, for the same e-mail address and in one payment'),
    emergencyName: z.string().max(200).nullish(),
    emergencyPhone: z.string().max(40).nullish(),
    street: z.string().max(200).nullish().describe('Where a starter pack goes'),
    postalCode: z.string().max(20).nullish(),
    city: z.string().max(100).nullish(),
    country: z.string().length(2).nullish(),
    voucher: z.string().max(40).nullish(),
    offer: z.string().max(40).nullish().describe('The token of an offer of the waiting list'),
    freePlace: z.boolean().optional(),
    acceptTerms: z.literal(true),
    newsletter: z.boolean().optional(),
    language: z.enum(['nl', 'fr', 'en']).default('nl'),
  })
  .meta({ id: 'RegistrationBody' });

export const StartedRegistration = z
  .object({
    registrationId: z.uuid(),
    walkerSlug: Slug,
    teamSlug: Slug.nullable(),
    checkoutUrl: z.url().nullable().describe('null: nothing to pay, the place is valid'),
  })
  .meta({ id: 'StartedRegistration' });

export const Problem = z
  .object({
    type: z.string(),
    title: z.string().describe("A sentence in the person's language"),
    status: z.int(),
    code: z.enum(ERROR_CODES),
    detail: z.string().optional().describe('What is wrong with the fields, in sentences'),
    errors: z.array(z.object({ field: z.string(), code: z.enum(FIELD_ERROR_CODES), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details with a stable code' });

/** A schema as OpenAPI 3.1 wants it. */
export function openApiSchema(schema: z.ZodType): Record<string, unknown> {
  const {
    $schema: _,
    id: __,
    ...json
  } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input', reused: 'inline' });
  return json;
}
