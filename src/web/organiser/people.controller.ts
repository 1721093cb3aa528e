import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Edition } from '../../domain/edition.js';
import { LANGUAGES } from '../../domain/language.js';
import { ROLES } from '../../domain/roles.js';
import { Organisers, type RoleScope } from '../../organisers/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { email, parseInput, rawInput } from '../../platform/http/input.js';
import { SecondFactors } from '../../second-factor/index.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors, type WorkingOrganiser } from './organiser-visitors.js';
import { renderPeoplePage } from './pages/people.js';

const scope = z.enum(['edition', 'everywhere'], { error: 'CHOICE_INVALID' });
const AppointForm = z.object({
  email,
  role: z.enum(ROLES, { error: 'CHOICE_INVALID' }),
  scope,
  invitationLanguage: z.enum(LANGUAGES).optional(),
});
const ScopeForm = z.object({ scope });

interface Desk extends WorkingOrganiser {
  readonly edition: Edition;
}

/** Who may do what: admins invite, change and take away. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/people')
export class PeopleController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly roles: Organisers,
    private readonly factors: SecondFactors,
    private readonly editions: EditionsAtWork,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async show(
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(await this.desk(request, slug), request, reply, null);
  }

  /** Invites an address, or gives who has a role another one. */
  @Post()
  async appoint(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const input = rawInput(body);
    const desk = await this.desk(request, input['edition']);
    try {
      const form = parseInput(AppointForm, input);
      await this.mayGive(request, desk, form.scope);
      await this.roles.appoint({
        edition: desk.edition,
        scope: form.scope,
        email: form.email,
        role: form.role,
        language: form.invitationLanguage ?? languageOfRequest(request),
        actor: desk.actor,
      });
      this.goBack(desk, request, reply, 'appointed');
    } catch (thrown) {
      await this.send(desk, request, reply, refusedForm(thrown, input, reply));
    }
  }

  @Post(':account/dismiss')
  async dismiss(
    @Param('account') account: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    const desk = await this.desk(request, input['edition']);
    const { scope: from } = parseInput(ScopeForm, input);
    await this.mayGive(request, desk, from);
    await this.roles.dismiss(desk.edition, from, account, desk.actor);
    this.goBack(desk, request, reply, 'dismissed');
  }

  /** Signs somebody out everywhere. */
  @Post(':account/sessions')
  async endSessions(
    @Param('account') account: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const desk = await this.desk(request, rawInput(body)['edition']);
    await this.mayGive(request, desk, 'everywhere');
    await this.roles.endSessions(desk.edition, account, desk.actor);
    this.goBack(desk, request, reply, 'signed-out');
  }

  /** For who lost their phone and their recovery codes: they enrol anew. */
  @Post(':account/second-factor')
  async removeFactor(
    @Param('account') account: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const desk = await this.desk(request, rawInput(body)['edition']);
    await this.mayGive(request, desk, 'everywhere');
    await this.factors.remove(account, desk.actor);
    this.goBack(desk, request, reply, 'factor-removed');
  }

  private async desk(request: FastifyRequest, slug: unknown): Promise<Desk> {
    const edition = await this.editions.named(slug);
    return { edition, ...(await this.organisers.require(request, edition, 'admin')) };
  }

  /** What holds in all editions is for admins of all editions. */
  private async mayGive(request: FastifyRequest, { edition }: Desk, wanted: RoleScope): Promise<void> {
    if (wanted === 'everywhere') await this.organisers.requireEverywhere(request, edition, 'admin');
  }

  private goBack({ edition }: Desk, request: FastifyRequest, reply: FastifyReply, done: string): void {
    const query = new URLSearchParams({ language: languageOfRequest(request), edition: edition.slug, done });
    void reply.redirect(`/organise/people?${query.toString()}`, 303);
  }

  private async send(
    { edition, everywhere, actor }: Desk,
    request: FastifyRequest,
    reply: FastifyReply,
    refused: RefusedForm | null,
  ): Promise<void> {
    const organisers = await this.roles.list(edition);
    const { done } = request.query as { done?: unknown };
    if (refused !== null) void reply.status(refused.status);
    sendPersonalPage(
      reply,
      renderPeoplePage(
        {
          edition,
          organisers,
          self: actor.kind === 'organiser' ? actor.name : null,
          everywhere: everywhere === 'admin',
          form: refused?.form ?? EMPTY_FORM,
          error: refused?.error ?? null,
          done: typeof done === 'string' ? done : null,
        },
        {
          language: languageOfRequest(request),
          editionSlug: edition.slug,
          path: '/organise/people',
          publicUrl: this.config.publicUrl,
        },
      ),
    );
  }
}
