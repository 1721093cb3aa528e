import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Edition } from '../../domain/edition.js';
import { CorrectDonor, MergeDonors, parseDonorCorrection, ReadDonor } from '../../donor-desk/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { parseInput, rawInput, type RawInput, requiredLine } from '../../platform/http/input.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors, type WorkingOrganiser } from './organiser-visitors.js';
import { type DonorDone, renderDonorPage } from './pages/donor.js';

const DONE = ['corrected', 'merged', 'undone'] as const satisfies readonly DonorDone[];
const MergeForm = z.object({ other: requiredLine(40), reason: requiredLine(300) });
const UndoForm = z.object({ reason: requiredLine(300) });

interface Desk extends WorkingOrganiser {
  readonly edition: Edition;
}

/** One donor: put right, or made one with another. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/donors/:donor')
export class DonorController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly donors: ReadDonor,
    private readonly correctDonor: CorrectDonor,
    private readonly mergeDonors: MergeDonors,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async show(
    @Param('donor') id: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition } = await this.desk(request, query['edition']);
    await this.send(edition, id, request, reply, DONE.find((it) => it === query['done']) ?? null);
  }

  @Post('correct')
  async correct(
    @Param('donor') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act(id, rawInput(body), request, reply, 'corrected', async ({ edition, actor }, input) => {
      await this.correctDonor.execute(edition, id, parseDonorCorrection(input), actor);
      return id;
    });
  }

  @Post('merge')
  async merge(
    @Param('donor') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act(id, rawInput(body), request, reply, 'merged', async ({ edition, actor }, input) => {
      const { other, reason } = parseInput(MergeForm, input);
      await this.mergeDonors.execute(edition, { fromId: other, intoId: id, reason, actor });
      return id;
    });
  }

  @Post('merges/:merge/undo')
  async undo(
    @Param('donor') id: string,
    @Param('merge') mergeId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act(id, rawInput(body), request, reply, 'undone', async ({ edition, actor }, input) => {
      const { reason } = parseInput(UndoForm, input);
      await this.mergeDonors.undo(edition, mergeId, reason, actor);
      return id;
    });
  }

  /** Does what a form asks and shows the donor of whom it answers; what was refused is shown again as it was typed. */
  private async act(
    id: string,
    input: RawInput,
    request: FastifyRequest,
    reply: FastifyReply,
    done: DonorDone,
    deed: (desk: Desk, input: RawInput) => Promise<string>,
  ): Promise<void> {
    const desk = await this.desk(request, input['edition']);
    try {
      const next = await deed(desk, input);
      const query = new URLSearchParams({ language: languageOfRequest(request), edition: desk.edition.slug, done });
      void reply.redirect(`/organise/donors/${encodeURIComponent(next)}?${query.toString()}`, 303);
    } catch (thrown) {
      await this.send(desk.edition, id, request, reply, null, refusedForm(thrown, input, reply));
    }
  }

  private async desk(request: FastifyRequest, slug: unknown): Promise<Desk> {
    const edition = await this.editions.named(slug);
    return { edition, ...(await this.organisers.require(request, edition, 'editor')) };
  }

  private async send(
    edition: Edition,
    id: string,
    request: FastifyRequest,
    reply: FastifyReply,
    done: DonorDone | null,
    refused?: RefusedForm,
  ): Promise<void> {
    const donor = await this.donors.byId(edition, id);
    if (refused !== undefined) void reply.status(refused.status);
    sendPersonalPage(
      reply,
      renderDonorPage(
        { edition, donor, done, form: refused?.form ?? EMPTY_FORM, error: refused?.error ?? null },
        {
          language: languageOfRequest(request),
          editionSlug: edition.slug,
          path: `/organise/donors/${encodeURIComponent(id)}`,
          publicUrl: this.config.publicUrl,
        },
      ),
    );
  }
}
