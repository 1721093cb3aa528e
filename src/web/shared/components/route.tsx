import type { VNode } from 'preact';
import type { Currency } from '../../../domain/money.js';
import type { Language } from '../../../domain/language.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { translatorOf } from '../messages/translators.js';
import { hillsOf, RouteCurve, round, type RouteBox } from '../route/route-geometry.js';
import { type RouteAmounts, routeScale } from '../route/route-scale.js';

/** Where a route is drawn: across the head of the edition's page (broad, and narrow for phones), or on a card. */
export type RouteForm = 'broad' | 'narrow' | 'card';

interface RouteProps {
  readonly form: RouteForm;
  readonly amounts: RouteAmounts;
  readonly language: Language;
  readonly currency: Currency;
  /** Whose road it is: every team and walker has hills of their own. `null`: the edition's. */
  readonly seed: string | null;
}

const EDITION_HILLS = [0.28, 0.12, 0.4, 0.96, 0.62, 0.74, 0.2, 0.46];
const EDITION_HILLS_NARROW = [0.3, 0.1, 0.9, 0.45, 0.6];

function boxOf(form: RouteForm, seed: string | null): RouteBox {
  switch (form) {
    case 'broad':
      return { width: 1080, height: 236, margin: 16, top: 48, bottom: 160, hills: EDITION_HILLS, labelSize: 19 };
    case 'narrow':
      return {
        width: 330,
        height: 172,
        margin: 14,
        top: 44,
        bottom: 112,
        hills: EDITION_HILLS_NARROW,
        labelSize: 14.5,
      };
    case 'card':
      return { width: 340, height: 146, margin: 13, top: 42, bottom: 94, hills: hillsOf(seed ?? '', 5), labelSize: 16 };
  }
}

/**
 * The route: a road through hills with the walked part filled in and a stone at every milestone. The text beside it says
 * the amount; the picture has it as its label. The page's script moves `walked` and `here` without drawing anew.
 */
export function Route({ form, amounts, language, currency, seed }: RouteProps): VNode {
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, currency);
  const box = boxOf(form, seed);
  const curve = new RouteCurve(box);
  const scale = routeScale(amounts);
  const stones = curve.place(
    scale.milestones.map(({ amountMinor, goal }, index, all) => ({
      share: amountMinor / scale.endMinor,
      text: goal ? t('route.goal', { amount: money(amountMinor) }) : money(amountMinor),
      priority: goal ? 3 : index === all.length - 1 ? 2 : index % 2,
    })),
  );
  const path = curve.path();
  const here = curve.pointAt(scale.walked);
  const labelTop = box.height - box.labelSize * 1.6;
  const beyond = amounts.raisedMinor > amounts.goalMinor;
  const label = t(beyond ? 'route.labelBeyond' : 'route.label', {
    amount: money(amounts.raisedMinor),
    goal: money(amounts.goalMinor),
  });
  return (
    <svg
      class={`route route-${form}`}
      viewBox={`0 0 ${String(box.width)} ${String(box.height)}`}
      role="img"
      aria-label={label}
      data-live-route={String(scale.endMinor)}
      data-label={t('route.label', { amount: '{amount}', goal: money(amounts.goalMinor) })}
      data-label-beyond={t('route.labelBeyond', { amount: '{amount}', goal: money(amounts.goalMinor) })}
    >
      {form === 'card' ? null : <Sun box={box} />}
      <path class="land" d={curve.land(form === 'card' ? 0 : 2_000)} />
      {stones.map(({ x, y, label: shown }) =>
        shown === null ? null : <path class="stake" d={`M${round(x)},${round(y)}V${round(labelTop)}`} />,
      )}
      <path class="way" d={path} />
      <path class="walked" d={path} pathLength={1000} stroke-dasharray={`${round(scale.walked * 1000)} 2000`} />
      <path class="stitch" d={path} />
      {stones.map(({ x, y }, index) => {
        const { amountMinor, goal } = scale.milestones[index] ?? { amountMinor: 0, goal: false };
        const done = amounts.raisedMinor >= amountMinor;
        return (
          <g
            class={`stone${done ? ' done' : ''}`}
            transform={`translate(${round(x)} ${round(y)})`}
            data-at={String(amountMinor)}
          >
            {goal ? <path class="flag" d="M0,-8V-38l20,7.5L0,-23" /> : null}
            <circle r="7.5" />
          </g>
        );
      })}
      {stones.map(({ label: shown }) =>
        shown === null ? null : (
          <text x={round(shown.x)} y={round(shown.y)} font-size={box.labelSize}>
            {shown.text}
          </text>
        ),
      )}
      <g class="here" transform={`translate(${round(here.x)} ${round(here.y)})`}>
        <circle r="13" />
        <circle class="dot" r="4.5" />
      </g>
    </svg>
  );
}

/** The sun that comes up behind the hills of the edition's page. */
function Sun({ box: { width, bottom, top } }: { readonly box: RouteBox }): VNode {
  const x = round(width * 0.765);
  const y = round(bottom - (bottom - top) * 0.32);
  return (
    <g class="rising">
      <circle cx={x} cy={y} r={round((bottom - top) * 1.9)} />
      <circle cx={x} cy={y} r={round((bottom - top) * 1.35)} />
      <circle class="sun" cx={x} cy={y} r={round((bottom - top) * 0.82)} />
    </g>
  );
}
