import { describe, expect, it } from '@jest/globals';
import { RenderedTogether } from './rendered-together.js';

/** A page whose renderings end when the test says so. */
class Renderings {
  readonly ends: { resolve: (html: string) => void; reject: (error: Error) => void }[] = [];
  readonly render = (): Promise<string> =>
    new Promise((resolve, reject) => {
      this.ends.push({ resolve, reject });
    });
}

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
    expect(await Promise.all([first, ...later])).toEqual(['EUR 40', 'EUR 80', 'EUR 80']);
    await settled();
    ends[2]?.resolve('EUR 120');
    expect([await during, ends.length]).toEqual(['EUR 120', 3]);
  });

  it('are kept for nobody who asks afterwards, nor for another page', async () => {
    const [together, { ends, render }] = [new RenderedTogether(), new Renderings()];
    const pages = [together.of('/nl/2023', render), together.of('/fr/2023', render)];
    ends.forEach(({ resolve }, index) => {
      resolve(String(index));
    });
    expect(await Promise.all(pages)).toEqual(['0', '1']);
    const again = together.of('/nl/2023', render);
    ends[2]?.resolve('new');
    expect(await again).toBe('new');
  });

  it('fail for those who share the rendering, and for nobody after them', async () => {
    const [together, { ends, render }] = [new RenderedTogether(), new Renderings()];
    const failing = together.of('/nl/2023', render);
    const next = together.of('/nl/2023', render);
    ends[0]?.reject(new Error('Postgres is away'));
    await expect(failing).rejects.toThrow('Postgres is away');
    await settled();
    ends[1]?.resolve('EUR 40');
    expect(await next).toBe('EUR 40');
  });
});
