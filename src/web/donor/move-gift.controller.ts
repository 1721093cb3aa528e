import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Edition } from '../../domain/edition.js';
import type { Language } from '../../domain/language.js';
import { AskToMoveGift, type OwnGift, parseMoveRequest, ReadOwnGift } from '../../donations/index.js';
import { rawInput } from '../../platform/http/input.js';
import { ReadTeams } from '../../teams/index.js';
import { ReadWalkers } from '../../walkers/index.js';
import { Visits } from '../public/visits.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { translatorOf } from '../shared/messages/translators.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { under } from '../shared/page-context.js';
import { refusedForm } from '../shared/refused-form.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { type MeantForView, renderMoveGiftPage } from './pages/move-gift.js';

/** Of each kind; who does not see theirs among these types more of the name. */
const MOST_FOUND = 6;
const LONGEST_QUERY = 100;

/** "I picked the wrong walker": the donor looks for the right page and asks the organisers to move the gift. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/gifts/:token/move')
export class MoveGiftController {
  constructor(
    private readonly visits: Visits,
    private readonly gifts: ReadOwnGift,
    private readonly askToMove: AskToMoveGift,
    private readonly teams: ReadTeams,
    private readonly walkers: ReadWalkers,
  ) {}

  @Get()
  async show(
    @Param('token') token: string,
    @Query('q') typed: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, language, context } = await this.visits.of(request);
    const gift = await this.gifts.byToken(edition, token);
    const query = queryOf(typed);
    const found = await this.find(edition, language, query, gift);
    const view = { edition, token, gift, query, found, form: EMPTY_FORM, error: null };
    sendPersonalPage(reply, renderMoveGiftPage(view, context));
  }

  @Post()
  async ask(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, language, context } = await this.visits.of(request);
    const gift = await this.gifts.byToken(edition, token);
    const input = rawInput(body);
    try {
      await this.askToMove.execute(edition, gift, parseMoveRequest(input));
      void reply.redirect(under(context, `/gifts/${token}?done=asked`), 303);
    } catch (thrown) {
      const { status, form, error } = refusedForm(thrown, input, reply);
      const query = queryOf(input['q']);
      const found = await this.find(edition, language, query, gift);
      void reply.status(status);
      sendPersonalPage(reply, renderMoveGiftPage({ edition, token, gift, query, found, form, error }, context));
    }
  }

  /** Teams and walkers by that name, without the one that the gift is for already. */
  private async find(edition: Edition, language: Language, query: string, gift: OwnGift): Promise<MeantForView[]> {
    if (query === '') return [];
    const t = translatorOf(language);
    const [walkers, teams] = await Promise.all([
      this.walkers.search(edition, query, MOST_FOUND),
      this.teams.search(edition, query, MOST_FOUND),
    ]);
    const found = [
      ...walkers.map(({ slug, name, team }) => ({
        value: `walker:${slug}`,
        name,
        about: team === null ? t('walker.alone') : t('walker.with', { team: team.name }),
      })),
      ...teams.map((team) => ({
        value: `team:${team.slug}`,
        name: team.name,
        about: t('gift.team', { walkers: t('count.walkers', { count: team.walkers }) }),
      })),
    ];
    return found.filter(({ value }) => value !== `${gift.target.kind}:${gift.target.slug ?? ''}`);
  }
}

function queryOf(typed: unknown): string {
  return typeof typed === 'string' ? typed.trim().slice(0, LONGEST_QUERY) : '';
}
