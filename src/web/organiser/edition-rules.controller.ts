import { Body, Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import {
  ChangeRules,
  EDITION_FIELDS,
  type EditionRules,
  parseRules,
  ReadRules,
  type RuleChange,
  type RulesOrder,
  TYPE_FIELDS,
  typedRules,
  type TypeRules,
} from '../../edition-rules/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { parseInput, rawInput, type RawInput, requiredLine } from '../../platform/http/input.js';
import { formValues } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import type { PageContext } from '../shared/page-context.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors, type WorkingOrganiser } from './organiser-visitors.js';
import { renderRulesPage } from './pages/edition-rules.js';
import { renderRulesPreviewPage } from './pages/edition-rules-preview.js';

const CodeForm = z.object({
  code: requiredLine(63).pipe(z.string().regex(/^[a-z0-9][a-z0-9-]*$/, { error: 'ADDRESS_INVALID' })),
});

interface Desk extends WorkingOrganiser {
  readonly rules: EditionRules;
  readonly context: PageContext;
}

/** The rules of an edition and of its participation types: typed, looked at as a change, and saved. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/editions/:slug')
export class EditionRulesController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly rules: ReadRules,
    private readonly changeRules: ChangeRules,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('rules')
  async show(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const desk = await this.desk(request, slug, 'rules');
    const values = typedRules(EDITION_FIELDS, desk.rules.values, desk.context.language);
    this.sendForm(desk, null, values, reply, null);
  }

  /** `step` is `preview`, `edit` (back to the form) or `save`. */
  @Post('rules')
  async change(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    const desk = await this.desk(request, slug, 'rules');
    if (input['step'] === 'edit') {
      this.sendForm(desk, null, formValues(input), reply, null);
      return;
    }
    try {
      const order: RulesOrder = orderOf(desk, parseRules(EDITION_FIELDS, input), input);
      if (input['step'] === 'save') {
        await this.changeRules.change(order, desk.actor);
        this.goBack(desk, reply);
      } else this.sendPreview(desk, null, await this.changeRules.preview(order), input, reply);
    } catch (thrown) {
      await this.refuse(desk, null, input, reply, refusedForm(thrown, input, reply));
    }
  }

  /** `new` is one to add. */
  @Get('types/:type')
  async showType(
    @Param('slug') slug: string,
    @Param('type') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const desk = await this.desk(request, slug, `types/${encodeURIComponent(id)}`);
    const type = typeOf(desk.rules, id);
    const values =
      type === 'new'
        ? { position: String(desk.rules.types.length) }
        : typedRules(TYPE_FIELDS, type.values, desk.context.language);
    this.sendForm(desk, type, values, reply, null);
  }

  @Post('types/:type')
  async changeType(
    @Param('slug') slug: string,
    @Param('type') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    const desk = await this.desk(request, slug, `types/${encodeURIComponent(id)}`);
    const type = typeOf(desk.rules, id);
    if (input['step'] === 'edit') {
      this.sendForm(desk, type, formValues(input), reply, null);
      return;
    }
    try {
      const code = type === 'new' ? parseInput(CodeForm, input).code : '';
      const order: RulesOrder = orderOf(desk, parseRules(TYPE_FIELDS, input), input);
      if (input['step'] !== 'save') {
        const changes =
          type === 'new'
            ? TYPE_FIELDS.map((field) => ({ field, before: null, after: order.values[field.name] ?? null }))
            : await this.changeRules.previewType(order, type.id);
        this.sendPreview(desk, type, changes, input, reply);
        return;
      }
      if (type === 'new') await this.changeRules.addType(order, code, desk.actor);
      else await this.changeRules.changeType(order, type.id, desk.actor);
      this.goBack(desk, reply);
    } catch (thrown) {
      await this.refuse(desk, type, input, reply, refusedForm(thrown, input, reply));
    }
  }

  private async desk(request: FastifyRequest, slug: string, page: string): Promise<Desk> {
    const edition = await this.editions.named(slug);
    const organiser = await this.organisers.require(request, edition, 'admin');
    return {
      ...organiser,
      rules: await this.rules.of(edition.slug, new Date()),
      context: {
        language: languageOfRequest(request),
        editionSlug: edition.slug,
        path: `/organise/editions/${edition.slug}/${page}`,
        publicUrl: this.config.publicUrl,
      },
    };
  }

  private goBack({ rules, context }: Desk, reply: FastifyReply): void {
    const query = new URLSearchParams({ language: context.language, edition: rules.slug, done: 'saved' });
    void reply.redirect(`/organise/editions/${rules.slug}?${query.toString()}`, 303);
  }

  /** With the version of now, so that who was told of another's change can look at theirs again and save. */
  private async refuse(
    desk: Desk,
    type: TypeRules | 'new' | null,
    input: RawInput,
    reply: FastifyReply,
    refused: RefusedForm,
  ): Promise<void> {
    const rules = await this.rules.of(desk.rules.slug, new Date());
    this.sendForm({ ...desk, rules }, type, formValues(input), reply, refused);
  }

  private sendForm(
    { rules, context }: Desk,
    type: TypeRules | 'new' | null,
    values: Readonly<Record<string, string>>,
    reply: FastifyReply,
    refused: RefusedForm | null,
  ): void {
    void reply.status(refused?.status ?? 200);
    const form = { values, errors: refused?.form.errors ?? [] };
    sendPersonalPage(reply, renderRulesPage({ rules, type, form, error: refused?.error ?? null }, context));
  }

  private sendPreview(
    { rules, context }: Desk,
    type: TypeRules | 'new' | null,
    changes: readonly RuleChange[],
    input: RawInput,
    reply: FastifyReply,
  ): void {
    sendPersonalPage(
      reply.status(200),
      renderRulesPreviewPage({ rules, type, changes, typed: formValues(input) }, context),
    );
  }
}

function orderOf({ rules }: Desk, values: RulesOrder['values'], input: RawInput): RulesOrder {
  const version = typeof input['version'] === 'string' ? Number(input['version']) : Number.NaN;
  return { editionId: rules.id, version: Number.isInteger(version) ? version : 0, values };
}

/** @throws {DomainError} `PARTICIPATION_TYPE_UNKNOWN` */
function typeOf(rules: EditionRules, id: string): TypeRules | 'new' {
  if (id === 'new') return 'new';
  const type = rules.types.find((it) => it.id === id);
  if (type === undefined) throw new DomainError('PARTICIPATION_TYPE_UNKNOWN', 'No such participation type');
  return type;
}
