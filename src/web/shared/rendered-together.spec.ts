import { describe, expect, it } from '@jest/globals';
import { until } from '../../../test/support/until.js';
import { readingBehind } from '../../platform/database/reading-behind.js';
import type { RenderedPage } from './rendered-page.js';
import { RenderedTogether } from './rendered-together.js';

/** A page whose renderings end when the test says so. */
class Renderings {
  readonly ends: { resolve: (html: string) => void; reject: (error: Error) => void }[] = [];
  readonly render = (): Promise<string> =>
    new Promise((resolve, reject) => {
      this.ends.push({ resolve, reject });
    });
}

const htmlOf = async (...pages: readonly Promise<RenderedPage>[]): Promise<string[]> =>
  (await Promise.all(pages)).map(({ html }) => html);

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Pages that many ask for at once', () => {
  it('are rendered anew for who asks during a rendering, and once for all of those', async () => {
    const [together, { ends, render }] = [new RenderedTogether(), new Renderings()];
    const first = together.of('/nl/2023', render);
    const later = [together.of('/nl/2023', render), together.of('/nl/2023', render)];
    await settled();
    expect(ends.length).toBe(1);
    ends[0]?.resolve('EUR 40');
    await settled();
    const during = together.of('/nl/2023', render);
    expect(ends.length).toBe(2);
    ends[1]?.resolve('EUR 80');
    expect(await htmlOf(first, ...later)).toEqual(['EUR 40', 'EUR 80', 'EUR 80']);
    await settled();
    ends[2]?.resolve('EUR 120');
    expect([...(await htmlOf(during)), ends.length]).toEqual(['EUR 120', 3]);
  });

  it('are kept for nobody who asks afterwards, nor for another page', async () => {
    const [together, { ends, render }] = [new RenderedTogether(), new Renderings()];
    const pages = [together.of('/nl/2023', render), together.of('/fr/2023', render)];
    ends.forEach(({ resolve }, index) => {
      resolve(String(index));
    });
    expect(await htmlOf(...pages)).toEqual(['0', '1']);
    const again = together.of('/nl/2023', render);
    ends[2]?.resolve('new');
    expect(await htmlOf(again)).toEqual(['new']);
  });

  it('fail for those who share the rendering, and for nobody after them', async () => {
    const [together, { ends, render }] = [new RenderedTogether(), new Renderings()];
    const failing = together.of('/nl/2023', render);
    const next = together.of('/nl/2023', render);
    ends[0]?.reject(new Error('Postgres is away'));
    await expect(failing).rejects.toThrow('Postgres is away');
    await settled();
    ends[1]?.resolve('EUR 40');
    expect(await htmlOf(next)).toEqual(['EUR 40']);
  });
});

describe('Pages that strangers ask for', () => {
  it('are the ones under way or just made, and soon others; whoever is known sees the present', async () => {
    const [together, { ends, render }] = [new RenderedTogether(), new Renderings()];
    const stranger = (): Promise<RenderedPage> => readingBehind(() => together.of('/nl/2023', render));
    const shown = [stranger(), stranger()];
    expect(ends.length).toBe(1);
    ends[0]?.resolve('EUR 40');
    expect(await htmlOf(...shown, stranger())).toEqual(['EUR 40', 'EUR 40', 'EUR 40']);
    const known = together.of('/nl/2023', render);
    ends[1]?.resolve('EUR 80');
    expect(await htmlOf(known, stranger())).toEqual(['EUR 80', 'EUR 40']);
    const { asked: later } = await until('strangers are shown another', () => {
      const asked = stranger();
      return ends.length === 3 && { asked };
    });
    ends[2]?.resolve('EUR 80');
    expect(await htmlOf(later)).toEqual(['EUR 80']);
  });

  it('are asked for anew after one that failed', async () => {
    const [together, { ends, render }] = [new RenderedTogether(), new Renderings()];
    const stranger = (): Promise<RenderedPage> => readingBehind(() => together.of('/nl/2023', render));
    const failing = [stranger(), stranger()];
    ends[0]?.reject(new Error('Postgres is away'));
    for (const page of failing) await expect(page).rejects.toThrow('Postgres is away');
    const again = stranger();
    ends[1]?.resolve('EUR 40');
    expect(await htmlOf(again)).toEqual(['EUR 40']);
  });

  it('are rendered for each once too many others are kept', async () => {
    const together = new RenderedTogether();
    let renderings = 0;
    const render = (): Promise<string> => Promise.resolve(String((renderings += 1)));
    const ask = (path: string): Promise<RenderedPage> => readingBehind(() => together.of(path, render));
    await Promise.all(Array.from({ length: 250 }, (_, index) => ask(`/nl/2023?${String(index)}`)));
    const before = renderings;
    await Promise.all([ask('/nl/2023?249'), ask('/nl/2023?249')]);
    expect(renderings).toBe(before + 2);
  });
});
