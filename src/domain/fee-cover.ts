import { dividedHalfUp, type Minor, minor, sum } from './money.js';

/** What a payment costs the organisation, as an edition reckons it when a donor wants to cover it. */
export interface FeeCoverRule {
  /** Hundredths of a percent of what is charged: 150 is 1.5 %. */
  readonly feeCoverBasisPoints: number;
  readonly feeCoverFixedMinor: Minor;
}

const WHOLE = 10_000;

/** Whether donors of an edition are offered to cover what their payment costs. */
export function offersFeeCover({ feeCoverBasisPoints, feeCoverFixedMinor }: FeeCoverRule): boolean {
  return feeCoverBasisPoints > 0 || feeCoverFixedMinor > 0;
}

/**
 * What a donor adds so that the whole gift is left when the payment has been paid for. The costs are a part of all that
 * is charged, the addition included: fee = (amount × rate + fixed) ÷ (1 − rate), in whole minor units, half a unit up.
 */
export function feeCoverOf({ feeCoverBasisPoints, feeCoverFixedMinor }: FeeCoverRule, giftMinor: Minor): Minor {
  const costs = sum(minor(giftMinor * feeCoverBasisPoints), minor(feeCoverFixedMinor * WHOLE));
  return dividedHalfUp(costs, WHOLE - feeCoverBasisPoints);
}
