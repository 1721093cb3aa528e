import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MOST_NOTE_CHARACTERS, ReadAttention, ResolveAttentionItem } from '../../attention/index.js';
import type { Edition } from '../../domain/edition.js';
import { DomainError } from '../../domain/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { parseInput, rawInput, requiredText } from '../../platform/http/input.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors } from './organiser-visitors.js';
import { renderAttentionItemPage } from './pages/attention-item.js';

const NoteForm = z.object({ note: requiredText(MOST_NOTE_CHARACTERS) });

/** One thing that needs a person: what is known of it, and the word that puts it away. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/attention/:item')
export class AttentionController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly items: ReadAttention,
    private readonly resolve: ResolveAttentionItem,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async show(
    @Param('item') id: string,
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.named(slug);
    await this.organisers.require(request, edition, 'editor');
    await this.send(edition, id, request, reply, null);
  }

  @Post()
  async close(
    @Param('item') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    const edition = await this.editions.named(input['edition']);
    const { actor } = await this.organisers.require(request, edition, 'editor');
    try {
      const { note } = parseInput(NoteForm, input);
      await this.resolve.execute({ itemId: id, editionId: edition.id, note, actor });
    } catch (thrown) {
      if (thrown instanceof DomainError && thrown.code === 'ATTENTION_ITEM_NOT_OPEN') throw thrown;
      await this.send(edition, id, request, reply, refusedForm(thrown, input, reply));
      return;
    }
    void reply.redirect(`/organise?language=${languageOfRequest(request)}#attention`, 303);
  }

  private async send(
    edition: Edition,
    id: string,
    request: FastifyRequest,
    reply: FastifyReply,
    refused: RefusedForm | null,
  ): Promise<void> {
    const item = await this.items.byId(id, edition.id);
    if (refused !== null) void reply.status(refused.status);
    sendPersonalPage(
      reply,
      renderAttentionItemPage(
        { edition, item, form: refused?.form ?? EMPTY_FORM, error: refused?.error ?? null },
        {
          language: languageOfRequest(request),
          editionSlug: edition.slug,
          path: `/organise/attention/${item.id}`,
          publicUrl: this.config.publicUrl,
        },
      ),
    );
  }
}
