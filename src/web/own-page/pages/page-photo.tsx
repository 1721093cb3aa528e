import type { VNode } from 'preact';
import type { ErrorCode } from '../../../domain/errors.js';
import type { Language } from '../../../domain/language.js';
import { cutoutOf, nearestPosition, POSITIONS, SHAPES, type StoredPhoto, ZOOMS } from '../../../photos/index.js';
import { ErrorSummary, FieldFault, type FormState, sentenceFor } from '../../shared/components/form-fields.js';
import { PhotoImage } from '../../shared/components/portrait.js';
import { type MessageKey, translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { photoView } from '../../shared/photo-view.js';
import { renderPage } from '../../shared/render-page.js';
import { OwnPageFrame, partPath, type WhosePage } from './own-page-frame.js';
import { Radios } from './radios.js';

/** What was done to the photo a moment ago. */
export type PhotoNews = 'placed' | 'cropped' | 'removed' | null;

/** A page that has a photo, or may have one. */
type PhotographedPage = WhosePage & { readonly photoHidden: boolean };

export interface PagePhotoView {
  readonly page: PhotographedPage;
  readonly photo: StoredPhoto | null;
  readonly form: FormState;
  readonly error: ErrorCode | null;
  readonly news: PhotoNews;
}

const NEWS: Readonly<Record<NonNullable<PhotoNews>, MessageKey>> = {
  placed: 'photo.placed',
  cropped: 'photo.cropped',
  removed: 'photo.removed',
};
const ACCEPTED = 'image/jpeg,image/png,image/webp,image/avif';

/** The photo of a page: sending one, and choosing which part of it shows. */
export function renderPagePhotoPage({ page, photo, form, error, news }: PagePhotoView, context: PageContext): string {
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <OwnPageFrame context={context} page={page} part="/photo" news={news === null ? null : t(NEWS[news])}>
      <ErrorSummary
        language={language}
        form={form}
        error={error}
        controls={{ photo: 'photo', position: 'position-500-500', zoom: 'zoom-100' }}
      />
      {photo === null ? null : <Now photo={photo} page={page} context={context} />}
      {photo === null ? null : <CropForm photo={photo} page={page} form={form} context={context} />}
      <form
        id="form"
        action={partPath(context, page, '/photo')}
        method="post"
        enctype="multipart/form-data"
        data-shrinks=""
      >
        <PhotoField
          language={language}
          form={form}
          fault="photo"
          label={t(photo === null ? 'photo.choose' : 'photo.chooseOther')}
          hint={t('photo.hint')}
        />
        <p class="actions">
          <button class={photo === null ? 'btn go' : 'btn line'} type="submit">
            {t(page.kind === 'walker' ? 'photo.send' : 'teamPage.photo.send')}
          </button>
        </p>
      </form>
      {photo === null ? null : (
        <form action={`${partPath(context, page, '/photo')}/remove`} method="post">
          <button class="btn line" type="submit">
            {t('photo.remove')}
          </button>
        </form>
      )}
    </OwnPageFrame>,
  );
}

interface PhotoFieldProps {
  readonly language: Language;
  readonly form: FormState;
  /** The field that its faults name. */
  readonly fault: 'photo' | 'logo';
  readonly label: string;
  readonly hint: string;
}

/** Choosing a picture to send. */
export function PhotoField({ language, form, fault, label, hint }: PhotoFieldProps): VNode {
  const sentence = sentenceFor(language, form, fault);
  return (
    <div class={sentence === undefined ? 'field' : 'field faulty'}>
      <label for="photo">{label}</label>
      <p class="hint" id="photo-hint">
        {hint}
      </p>
      <FieldFault id="photo-fault" language={language} sentence={sentence} />
      <input
        id="photo"
        name="photo"
        type="file"
        accept={ACCEPTED}
        aria-describedby={`photo-hint${sentence === undefined ? '' : ' photo-fault'}`}
        aria-invalid={sentence === undefined ? undefined : 'true'}
      />
    </div>
  );
}

interface PhotoProps {
  readonly photo: StoredPhoto;
  readonly page: PhotographedPage;
  readonly context: PageContext;
}

function Now({ photo, page, context }: PhotoProps): VNode {
  const t = translatorOf(context.language);
  return (
    <section class="now" aria-labelledby="now">
      <h2 id="now">{t('photo.now')}</h2>
      <PhotoImage
        photo={photoView(photo, 'wide', page.name, context.language)}
        sizes="(min-width: 40rem) 36rem, 100vw"
      />
      {page.photoHidden ? <p class="small mute">{t('photo.hidden')}</p> : null}
    </section>
  );
}

/** Which part of the photo shows: by pointing where there is a script, by nine positions everywhere. */
function CropForm({ photo, page, form, context }: PhotoProps & { readonly form: FormState }): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const { width, height } = photo;
  const { left, top, width: wide, height: high } = cutoutOf(photo, 'wide');
  const hole = `M${String(left)},${String(top)}h${String(wide)}v${String(high)}h-${String(wide)}z`;
  const position = nearestPosition(photo);
  const zoom = ZOOMS.find((it) => it >= photo.zoomPercent) ?? 200;
  return (
    <form class="crop" action={`${partPath(context, page, '/photo')}/crop`} method="post">
      <h2>{t('photo.crop')}</h2>
      <p class="hint">{t('photo.cropHint')}</p>
      <div class="crop-stage" data-crop="" data-ratio={String(SHAPES.wide.width / SHAPES.wide.height)}>
        <svg viewBox={`0 0 ${String(width)} ${String(height)}`} role="img" aria-label={t('photo.cropLabel')}>
          <image href={`${partPath(context, page, '/photo')}/whole?${photo.id}`} width={width} height={height} />
          <path
            class="outside"
            fill-rule="evenodd"
            d={`M0,0h${String(width)}v${String(height)}h-${String(width)}z${hole}`}
          />
          <path class="frame" d={hole} />
          <circle
            class="eye"
            cx={(width * photo.focusX) / 1000}
            cy={(height * photo.focusY) / 1000}
            r={Math.round(Math.max(width, height) / 60)}
          />
        </svg>
      </div>
      <input type="hidden" name="focusX" value="" data-at={String(photo.focusX)} />
      <input type="hidden" name="focusY" value="" data-at={String(photo.focusY)} />
      <fieldset>
        <legend class="as-label">{t('photo.position')}</legend>
        <div class="nine">
          {POSITIONS.map((it, index) => (
            <label class="choice" key={it}>
              <input id={`position-${it}`} type="radio" name="position" value={it} checked={it === position} />
              <span class="face">
                <span class="unseen">{t(POSITION_NAMES[index] ?? 'photo.position.middle')}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <Radios
        language={language}
        form={{ values: { zoom: String(zoom) }, errors: form.errors }}
        name="zoom"
        layout="zooms"
        legend={t('photo.zoom')}
        options={[
          { value: '100', label: t('photo.zoom.100') },
          { value: '150', label: t('photo.zoom.150') },
          { value: '200', label: t('photo.zoom.200') },
        ]}
      />
      <p class="actions">
        <button class="btn go" type="submit">
          {t('photo.saveCrop')}
        </button>
      </p>
    </form>
  );
}

/** In the order of the positions. */
const POSITION_NAMES: readonly MessageKey[] = [
  'photo.position.topLeft',
  'photo.position.top',
  'photo.position.topRight',
  'photo.position.left',
  'photo.position.middle',
  'photo.position.right',
  'photo.position.bottomLeft',
  'photo.position.bottom',
  'photo.position.bottomRight',
];
