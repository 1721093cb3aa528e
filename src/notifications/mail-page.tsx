import type { ComponentChildren, JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Language } from '../domain/language.js';
import type { MailContent, MailLink } from './mail-content.js';

/*
 * Mail programs know no style sheets worth relying on, so every element carries its own style. The colours are those of
 * the site; fonts are the reader's own, because a mail fetches nothing.
 */
const FONT = "font-family:'Source Sans 3','Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const STYLE = {
  body: `margin:0;padding:0;background:#FAF5EC;color:#14233C;${FONT};font-size:17px;line-height:1.5;-webkit-text-size-adjust:100%`,
  preview:
    'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;color:#FAF5EC',
  ground: 'background:#FAF5EC;padding:24px 12px 32px',
  column: 'max-width:560px;margin:0 auto',
  brand: 'margin:0 0 10px;padding:0 2px;font-weight:700;color:#14233C',
  way: 'height:8px;border-radius:4px;background:#F1E7D6;margin:0 0 16px',
  card: 'background:#FFFFFF;border:1px solid #E3D8C5;border-radius:14px;padding:28px 24px;overflow-wrap:anywhere;word-break:break-word',
  heading: 'margin:0 0 16px;font-size:26px;line-height:1.2;font-weight:700;color:#14233C',
  smallHeading: 'margin:28px 0 8px;font-size:19px;line-height:1.3;font-weight:700;color:#14233C',
  paragraph: 'margin:0 0 14px',
  facts: 'margin:20px 0 0;padding:0;border-bottom:1px solid #E3D8C5',
  fact: 'padding:9px 0;border-top:1px solid #E3D8C5',
  label: 'margin:0;font-size:15px;line-height:1.3;color:#5A6577',
  value: 'margin:0;font-weight:600;color:#14233C',
  actionLine: 'margin:22px 0 26px',
  action:
    'display:inline-block;padding:14px 28px;border-radius:999px;background:#C8431B;color:#FFFFFF;font-weight:600;text-decoration:none',
  steps: 'margin:0;padding:0 0 0 22px',
  step: 'margin:0 0 8px',
  linkLine: 'margin:16px 0 0',
  link: 'color:#14233C;text-decoration:underline',
  closing: 'margin:20px 0 0;font-size:15px;color:#5A6577',
  footer: 'margin:16px 0 0;padding:0 24px;font-size:15px;line-height:1.4;color:#5A6577',
  footerLine: 'margin:0 0 4px',
} as const;

const ROAD: Readonly<Record<MailContent['road'], string>> = {
  arrived: 'height:8px;border-radius:4px;background:#1F7A4D;width:100%',
  'under-way': 'height:8px;border-radius:4px;background:#C8431B;width:60%',
  stopped: 'height:8px;border-radius:4px;background:#B9AE9B;width:30%',
};

/** The html form of a mail: one column that fits every screen, complete without pictures. */
export function mailPage(content: MailContent, subject: string, language: Language): string {
  return `<!DOCTYPE html>${renderToString(<Page content={content} subject={subject} language={language} />)}`;
}

function Page(props: {
  readonly content: MailContent;
  readonly subject: string;
  readonly language: Language;
}): JSX.Element {
  const { content, subject, language } = props;
  return (
    <html lang={language} dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <meta name="supported-color-schemes" content="light" />
        <meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no" />
        <title>{subject}</title>
      </head>
      <body style={STYLE.body}>
        <div style={STYLE.preview}>{content.preview}</div>
        <div style={STYLE.ground} role="article" lang={language}>
          <div style={STYLE.column}>
            <p style={STYLE.brand}>{content.from}</p>
            <div style={STYLE.way} aria-hidden="true">
              <div style={ROAD[content.road]} />
            </div>
            <div style={STYLE.card}>
              <Card content={content} />
            </div>
            <div style={STYLE.footer}>
              {content.footer.map((line) => (
                <p style={STYLE.footerLine}>{line}</p>
              ))}
            </div>
          </div>
        </div>
      </body>
    </html>
  );
}

function Card({ content }: { readonly content: MailContent }): JSX.Element {
  return (
    <>
      <h1 style={STYLE.heading}>{content.heading}</h1>
      {content.paragraphs.map((paragraph) => (
        <p style={STYLE.paragraph}>{paragraph}</p>
      ))}
      {content.action === null ? null : (
        <p style={STYLE.actionLine}>
          <a href={content.action.url} style={STYLE.action}>
            {content.action.label}
          </a>
        </p>
      )}
      {content.facts.map((list) => (
        <Facts list={list} />
      ))}
      {content.next === null ? null : (
        <>
          <h2 style={STYLE.smallHeading}>{content.next.title}</h2>
          <ul style={STYLE.steps}>
            {content.next.steps.map((step) => (
              <li style={STYLE.step}>{step}</li>
            ))}
          </ul>
        </>
      )}
      {content.links.map((link) => (
        <LinkLine link={link} />
      ))}
      {content.closing.map((line) => (
        <p style={STYLE.closing}>{line}</p>
      ))}
    </>
  );
}

function Facts({ list }: { readonly list: MailContent['facts'][number] }): ComponentChildren {
  return (
    <>
      {list.title === null ? null : <h2 style={STYLE.smallHeading}>{list.title}</h2>}
      <dl style={STYLE.facts}>
        {list.rows.map(({ label, value }) => (
          <div style={STYLE.fact}>
            <dt style={STYLE.label}>{label}</dt>
            <dd style={STYLE.value}>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function LinkLine({ link }: { readonly link: MailLink }): JSX.Element {
  return (
    <p style={STYLE.linkLine}>
      <a href={link.url} style={STYLE.link}>
        {link.label}
      </a>
    </p>
  );
}
