import { describe, expect, it } from '@jest/globals';
import { minor } from '../../domain/money.js';
import { EXAMPLE_EDITION } from '../shared/example-views.js';
import { drawChart } from './giving-charts.js';

const step = (from: string, raised: number) => ({ from: new Date(from), raisedMinor: minor(raised), gifts: 1 });
const edition = { ...EXAMPLE_EDITION, walkOn: '2023-10-08' };

describe('the charts of the control room', () => {
  it('say days by their dates, and the day of the walk by its name', async () => {
    const days = [step('2023-10-01T22:00:00Z', 10_00), step('2023-10-11T22:00:00Z', 20_00)];
    const chart = await drawChart('by-day', edition, { days, hours: [], before: null }, 'nl');
    expect(chart).toContain('>4 okt<');
    expect(chart).toContain('>wandeling<');
    expect(chart).not.toContain('>-4<');
  });

  it('leave the room for hours in which nobody gave', async () => {
    const hours = [step('2023-10-08T06:00:00Z', 10_00), step('2023-10-08T10:00:00Z', 20_00)];
    const chart = await drawChart('by-hour', edition, { days: [], hours, before: null }, 'nl');
    for (const hour of ['08', '09', '10', '11', '12']) expect(chart).toContain(`zo ${hour}:00`);
  });
});
