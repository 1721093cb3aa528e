import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { API_KEY_BOUNDS, API_KEY_ROLES, API_SCOPES, ApiKeys } from '../../api-keys/index.js';
import type { Edition } from '../../domain/edition.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { box, parseInput, rawInput, requiredLine } from '../../platform/http/input.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors, type WorkingOrganiser } from './organiser-visitors.js';
import { renderApiKeysPage } from './pages/api-keys.js';

const HOME = '/organise/api-keys';

const Form = z.object({
  entry: z.uuid({ error: 'CHOICE_INVALID' }),
  name: requiredLine(API_KEY_BOUNDS.name),
  role: z.enum(API_KEY_ROLES, { error: 'CHOICE_INVALID' }),
});

interface Desk extends WorkingOrganiser {
  readonly edition: Edition;
}

/** Keys with which machines read the lists: admins make and revoke them. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/api-keys')
export class ApiKeysController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly keys: ApiKeys,
    private readonly editions: EditionsAtWork,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async show(
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(await this.desk(request, slug), request, reply, null, null);
  }

  /** Makes a key and shows it, this once. */
  @Post()
  async make(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const input = rawInput(body);
    const desk = await this.desk(request, input['edition']);
    let secret: string | null;
    try {
      const { entry, name, role } = parseInput(Form, input);
      const scopes = API_SCOPES.filter((scope) => box.parse(input[scope]));
      secret = await this.keys.make(desk.edition, { id: entry, name, role, scopes }, desk.actor);
    } catch (thrown) {
      await this.send(desk, request, reply, refusedForm(thrown, input, reply), null);
      return;
    }
    if (secret === null) this.back(desk, request, reply);
    else await this.send(desk, request, reply, null, secret);
  }

  @Post(':key/revoke')
  async revoke(
    @Param('key') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const desk = await this.desk(request, rawInput(body)['edition']);
    await this.keys.revoke(desk.edition, id, desk.actor);
    this.back(desk, request, reply);
  }

  private async desk(request: FastifyRequest, slug: unknown): Promise<Desk> {
    const edition = await this.editions.named(slug);
    return { edition, ...(await this.organisers.require(request, edition, 'admin')) };
  }

  private back({ edition }: Desk, request: FastifyRequest, reply: FastifyReply): void {
    const query = new URLSearchParams({ language: languageOfRequest(request), edition: edition.slug });
    void reply.redirect(`${HOME}?${query.toString()}`, 303);
  }

  private async send(
    { edition }: Desk,
    request: FastifyRequest,
    reply: FastifyReply,
    refused: RefusedForm | null,
    secret: string | null,
  ): Promise<void> {
    const form = refused?.form ?? EMPTY_FORM;
    const keys = await this.keys.list(edition);
    if (refused !== null) void reply.status(refused.status);
    sendPersonalPage(
      reply,
      renderApiKeysPage(
        {
          edition,
          keys,
          secret,
          form: { ...form, values: { entry: uuidv7(), ...form.values } },
          error: refused?.error ?? null,
        },
        {
          language: languageOfRequest(request),
          editionSlug: edition.slug,
          path: HOME,
          publicUrl: this.config.publicUrl,
        },
      ),
    );
  }
}
