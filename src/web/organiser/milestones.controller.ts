import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Edition } from '../../domain/edition.js';
import { InputInvalidError } from '../../domain/errors.js';
import type { LocalisedText } from '../../domain/language.js';
import { includesRole, type Role } from '../../domain/roles.js';
import {
  ChangeMilestones,
  faultOf,
  MILESTONE_BOUNDS,
  MILESTONE_KINDS,
  MILESTONE_SCOPES,
  type MilestoneKind,
  type MilestoneRule,
} from '../../milestones/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { parseEuros, parseInput, rawInput, type RawInput, requiredLine } from '../../platform/http/input.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import type { PageContext } from '../shared/page-context.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors, type WorkingOrganiser } from './organiser-visitors.js';
import { renderMilestonesPage } from './pages/milestones.js';

const label = requiredLine(MILESTONE_BOUNDS.label);
const Labels = z.object({ 'label-nl': label, 'label-fr': label, 'label-en': label });
const Form = Labels.extend({
  scope: z.enum(MILESTONE_SCOPES, { error: 'CHOICE_INVALID' }),
  kind: z.enum(MILESTONE_KINDS, { error: 'CHOICE_INVALID' }),
  threshold: requiredLine(30),
});

interface Desk extends WorkingOrganiser {
  readonly edition: Edition;
  readonly context: PageContext;
}

/** What an edition celebrates. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/editions/:slug/milestones')
export class MilestonesController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly milestones: ChangeMilestones,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async show(
    @Param('slug') slug: string,
    @Query('done') done: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(await this.desk(request, slug, 'viewer'), reply, null, typeof done === 'string' ? done : null);
  }

  @Post()
  async add(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    await this.act(slug, input, request, reply, 'added', ({ edition, actor }) =>
      this.milestones.add(edition.id, ruleOf(input), actor),
    );
  }

  @Post(':milestone')
  async rename(
    @Param('slug') slug: string,
    @Param('milestone') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    await this.act(slug, input, request, reply, 'renamed', ({ edition, actor }) =>
      this.milestones.rename(edition.id, id, labelOf(parseInput(Labels, input)), actor),
    );
  }

  @Post(':milestone/remove')
  async remove(
    @Param('slug') slug: string,
    @Param('milestone') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act(slug, {}, request, reply, 'removed', ({ edition, actor }) =>
      this.milestones.remove(edition.id, id, actor),
    );
  }

  /** An admin's act, after which the page is shown: with what was done, or with what is wrong. */
  private async act(
    slug: string,
    input: RawInput,
    request: FastifyRequest,
    reply: FastifyReply,
    done: string,
    work: (desk: Desk) => Promise<unknown>,
  ): Promise<void> {
    const desk = await this.desk(request, slug, 'admin');
    try {
      await work(desk);
    } catch (thrown) {
      await this.send(desk, reply, refusedForm(thrown, input, reply), null);
      return;
    }
    const query = new URLSearchParams({ language: desk.context.language, edition: slug, done });
    void reply.redirect(`${desk.context.path}?${query.toString()}`, 303);
  }

  private async send(
    { edition, role, context }: Desk,
    reply: FastifyReply,
    refused: RefusedForm | null,
    done: string | null,
  ): Promise<void> {
    const milestones = await this.milestones.of(edition.id);
    if (refused !== null) void reply.status(refused.status);
    const view = {
      edition,
      milestones,
      mayChange: includesRole(role, 'admin'),
      form: refused?.form ?? EMPTY_FORM,
      error: refused?.error ?? null,
      done,
    };
    sendPersonalPage(reply, renderMilestonesPage(view, context));
  }

  private async desk(request: FastifyRequest, slug: string, needed: Role): Promise<Desk> {
    const edition = await this.editions.named(slug);
    const context = {
      language: languageOfRequest(request),
      editionSlug: edition.slug,
      path: `/organise/editions/${edition.slug}/milestones`,
      publicUrl: this.config.publicUrl,
    };
    return { edition, context, ...(await this.organisers.require(request, edition, needed)) };
  }
}

/** @throws {InputInvalidError} */
function ruleOf(input: RawInput): MilestoneRule {
  const form = parseInput(Form, input);
  const threshold = thresholdOf(form.kind, form.threshold);
  if (threshold === null) throw new InputInvalidError([{ field: 'threshold', code: faultOf(form.kind) }]);
  return { scope: form.scope, kind: form.kind, threshold, label: labelOf(form) };
}

/** @returns `null` for what is no number */
function thresholdOf(kind: MilestoneKind, typed: string): number | null {
  if (kind === 'raised') return parseEuros(typed);
  return /^\d{1,7}$/.test(typed) ? Number(typed) : null;
}

function labelOf(form: z.infer<typeof Labels>): LocalisedText {
  return { nl: form['label-nl'], fr: form['label-fr'], en: form['label-en'] };
}
