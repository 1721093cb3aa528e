import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Edition } from '../../domain/edition.js';
import { ZERO } from '../../domain/money.js';
import {
  type GiftShare,
  MOST_PARTS,
  PreviewSplit,
  ReadGift,
  type SplitChange,
  SplitGift,
} from '../../gift-desk/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import {
  box,
  optionalLine,
  parseEuros,
  parseInput,
  rawInput,
  type RawInput,
  requiredLine,
} from '../../platform/http/input.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { FindGiftPages, giftToOf, giftToText } from './find-gift-pages.js';
import { OrganiserVisitors } from './organiser-visitors.js';
import { renderSplitGiftPage } from './pages/split-gift.js';

const SplitForm = z.object({ reason: requiredLine(300), tellDonor: box });

/** One gift is divided between pages. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/gifts/:gift/split')
export class SplitGiftController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly gifts: ReadGift,
    private readonly preview: PreviewSplit,
    private readonly splitGift: SplitGift,
    private readonly places: FindGiftPages,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** `?to=…&amount=…` again and again: the pages and their parts; `?add=` one more page, `?look=` what it changes. */
  @Get()
  async show(
    @Param('gift') id: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.named(query['edition']);
    await this.organisers.require(request, edition, 'editor');
    await this.send(edition, id, query, request, reply);
  }

  @Post()
  async split(
    @Param('gift') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    const edition = await this.editions.named(input['edition']);
    const { actor } = await this.organisers.require(request, edition, 'editor');
    try {
      const { reason, tellDonor } = parseInput(SplitForm, input);
      await this.splitGift.execute(edition, { donationId: id, shares: sharesOf(input), reason, tellDonor, actor });
      const query = new URLSearchParams({ language: languageOfRequest(request), edition: edition.slug, done: 'split' });
      void reply.redirect(`/organise/gifts/${encodeURIComponent(id)}?${query.toString()}`, 303);
    } catch (thrown) {
      await this.send(edition, id, { ...input, look: 'yes' }, request, reply, refusedForm(thrown, input, reply));
    }
  }

  private async send(
    edition: Edition,
    id: string,
    input: RawInput,
    request: FastifyRequest,
    reply: FastifyReply,
    refused?: RefusedForm,
  ): Promise<void> {
    const gift = await this.gifts.byId(edition, id);
    const typed = typedOf(input);
    const standing = giftToText(gift.target);
    // It begins with where the gift stands, and with where its donor wanted it.
    const first = typed.size > 0 ? [] : [standing, ...(gift.wished === null ? [] : [giftToText(gift.wished)])];
    for (const value of [...first, ...textsOf(input['add'])]) if (!typed.has(value)) typed.set(value, '');
    const values = [...typed.keys()].slice(0, MOST_PARTS);
    const tos = values.flatMap((value) => giftToOf(value) ?? []);
    const pages = await this.preview.pages(edition, tos);
    const find = optionalLine(100).catch(null).parse(input['find']);
    const { changes, faults } = await this.lookAt(edition, id, input, reply, refused);
    if (faults !== null) void reply.status(faults.status);
    sendPersonalPage(
      reply,
      renderSplitGiftPage(
        {
          edition,
          gift,
          pages: pages.map((page) => {
            const value = giftToText(page.to);
            return { ...page, value, typed: typed.get(value) ?? '' };
          }),
          find: find ?? '',
          matches: find === null || input['add'] !== undefined ? null : await this.places.named(edition, find),
          changes,
          form: faults?.form ?? EMPTY_FORM,
          error: faults?.error ?? null,
        },
        {
          language: languageOfRequest(request),
          editionSlug: edition.slug,
          path: `/organise/gifts/${encodeURIComponent(id)}/split`,
          publicUrl: this.config.publicUrl,
        },
      ),
    );
  }

  /** What the split will change, once somebody asked; or what is wrong with it. */
  private async lookAt(
    edition: Edition,
    id: string,
    input: RawInput,
    reply: FastifyReply,
    refused: RefusedForm | undefined,
  ): Promise<{ readonly changes: readonly SplitChange[] | null; readonly faults: RefusedForm | null }> {
    if (input['look'] === undefined) return { changes: null, faults: null };
    try {
      return { changes: await this.preview.execute(edition, id, sharesOf(input)), faults: refused ?? null };
    } catch (thrown) {
      return { changes: null, faults: refused ?? refusedForm(thrown, input, reply) };
    }
  }
}

/** What was typed for each page, by its value; in the order of the form. */
function typedOf(input: RawInput): Map<string, string> {
  const [tos, amounts] = [textsOf(input['to']), textsOf(input['amount'])];
  return new Map(tos.map((value, index) => [value, amounts[index] ?? '']));
}

function textsOf(value: unknown): string[] {
  return [value]
    .flat()
    .flatMap((it: unknown) => (typeof it === 'string' ? [it.trim()] : []))
    .slice(0, MOST_PARTS + 1);
}

/** The pages that were given a part; what is no amount is none, and so refused with the rest. */
function sharesOf(input: RawInput): GiftShare[] {
  return [...typedOf(input)].flatMap(([value, typed]): GiftShare[] => {
    const to = giftToOf(value);
    return to === null || typed === '' ? [] : [{ to, amountMinor: parseEuros(typed) ?? ZERO }];
  });
}
