import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Edition } from '../../domain/edition.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { box, parseInput, rawInput, requiredLine } from '../../platform/http/input.js';
import { WEBHOOK_EVENT_TYPES } from '../../webhook-events/index.js';
import { WebhookEndpoints } from '../../webhooks/index.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import type { PageContext } from '../shared/page-context.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors, type WorkingOrganiser } from './organiser-visitors.js';
import { renderWebhookDeliveryPage } from './pages/webhook-delivery.js';
import { renderWebhooksPage } from './pages/webhooks.js';

const HOME = '/organise/webhooks';
const PAGE = 50;

const Form = z.object({ entry: z.uuid({ error: 'CHOICE_INVALID' }), url: requiredLine(500) });
const Before = z.uuid().nullable().catch(null);

interface Desk extends WorkingOrganiser {
  readonly edition: Edition;
}

/** Where other programs are told what happens: admins open and close endpoints, see each delivery and replay it. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/webhooks')
export class WebhooksController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly endpoints: WebhookEndpoints,
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

  /** Opens an endpoint and shows its secret, this once. */
  @Post()
  async open(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const input = rawInput(body);
    const desk = await this.desk(request, input['edition']);
    let secret: string | null;
    try {
      const { entry, url } = parseInput(Form, input);
      const eventTypes = WEBHOOK_EVENT_TYPES.filter((type) => box.parse(input[type]));
      secret = await this.endpoints.open(desk.edition, { id: entry, url, eventTypes }, desk.actor);
    } catch (thrown) {
      await this.send(desk, request, reply, refusedForm(thrown, input, reply), null);
      return;
    }
    if (secret === null) this.go(HOME, desk, request, reply);
    else await this.send(desk, request, reply, null, secret);
  }

  @Post(':endpoint/close')
  async close(
    @Param('endpoint') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const desk = await this.desk(request, rawInput(body)['edition']);
    await this.endpoints.close(desk.edition, id, desk.actor);
    this.go(HOME, desk, request, reply);
  }

  @Get('deliveries/:delivery')
  async delivery(
    @Param('delivery') id: string,
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition } = await this.desk(request, slug);
    const delivery = await this.endpoints.delivery(edition, id);
    const context = this.contextOf(edition, `${HOME}/deliveries/${delivery.id}`, request);
    sendPersonalPage(reply, renderWebhookDeliveryPage({ edition, delivery }, context));
  }

  @Post('deliveries/:delivery/replay')
  async replay(
    @Param('delivery') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const desk = await this.desk(request, rawInput(body)['edition']);
    await this.endpoints.replay(desk.edition, id, desk.actor);
    this.go(`${HOME}/deliveries/${encodeURIComponent(id)}`, desk, request, reply);
  }

  private async desk(request: FastifyRequest, slug: unknown): Promise<Desk> {
    const edition = await this.editions.named(slug);
    return { edition, ...(await this.organisers.require(request, edition, 'admin')) };
  }

  private go(path: string, { edition }: Desk, request: FastifyRequest, reply: FastifyReply): void {
    const query = new URLSearchParams({ language: languageOfRequest(request), edition: edition.slug });
    void reply.redirect(`${path}?${query.toString()}`, 303);
  }

  private contextOf(edition: Edition, path: string, request: FastifyRequest): PageContext {
    return {
      language: languageOfRequest(request),
      editionSlug: edition.slug,
      path,
      publicUrl: this.config.publicUrl,
    };
  }

  private async send(
    { edition }: Desk,
    request: FastifyRequest,
    reply: FastifyReply,
    refused: RefusedForm | null,
    secret: string | null,
  ): Promise<void> {
    const before = Before.parse((request.query as { before?: unknown }).before ?? null);
    const [endpoints, deliveries] = await Promise.all([
      this.endpoints.list(edition),
      this.endpoints.deliveries(edition, before, PAGE + 1),
    ]);
    const form = refused?.form ?? EMPTY_FORM;
    if (refused !== null) void reply.status(refused.status);
    sendPersonalPage(
      reply,
      renderWebhooksPage(
        {
          edition,
          endpoints,
          deliveries: deliveries.slice(0, PAGE),
          older: deliveries.length > PAGE ? (deliveries[PAGE - 1]?.id ?? null) : null,
          secret,
          form: { ...form, values: { entry: uuidv7(), ...form.values } },
          error: refused?.error ?? null,
        },
        this.contextOf(edition, HOME, request),
      ),
    );
  }
}
