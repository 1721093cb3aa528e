import type { VNode } from 'preact';

/** The sign of the walk, a road to a rising sun, with its name. */
export function Brand({ href, name }: { readonly href: string; readonly name: string }): VNode {
  return (
    <a class="brand" href={href}>
      <svg viewBox="0 0 40 40" width="36" height="36" aria-hidden="true">
        <rect width="40" height="40" rx="11" fill="#C8431B" />
        <path d="M6 28c6-11 9 3 15-6s6-10 13-11" fill="none" stroke="#fff" stroke-width="3.6" stroke-linecap="round" />
        <circle cx="33" cy="11" r="3.6" fill="#FFD9B0" />
      </svg>
      <span>{name}</span>
    </a>
  );
}
