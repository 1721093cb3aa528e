import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { ReadCheckIn } from '../../check-in/index.js';
import {
  ChangeParticipationType,
  CorrectWalker,
  ReadDeskTeam,
  ReadDeskWalker,
  RESENDABLE_MAILS,
  ResendMail,
} from '../../people-desk/index.js';
import { InputInvalidError } from '../../domain/errors.js';
import { box, optionalLine, parseInput, type RawInput, requiredLine } from '../../platform/http/input.js';
import { OrganiseTeams } from '../../team-life/index.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import type { RefusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { type DeskVisit, PeopleDeskVisits } from './people-desk-visits.js';
import { WALKER_DONE, type WalkerDone } from './pages/walker-desk-view.js';
import { TYPE_FIELDS } from './pages/walker-type.js';
import { renderWalkerDeskPage } from './pages/walker-desk.js';

const TeamForm = z.object({
  from: optionalLine(80),
  /** The slug of a team; `-` is alone, which no team is called. */
  into: requiredLine(80),
  successor: optionalLine(40),
  tell: box,
});
const TypeForm = z.object({
  from: requiredLine(80),
  newType: optionalLine(80),
  newDistance: optionalLine(10),
  newStart: optionalLine(40),
  tell: box,
});
const MailForm = z.object({
  mail: z.enum(RESENDABLE_MAILS, { error: 'CHOICE_INVALID' }),
  entry: z.uuid({ error: 'CHOICE_INVALID' }),
});

/** The same faults by the names that this form has for its fields. */
function asOnForm({ fields }: InputInvalidError): InputInvalidError {
  return new InputInvalidError(fields.map((fault) => ({ ...fault, field: TYPE_FIELDS[fault.field] ?? fault.field })));
}

interface Asking {
  readonly id: string;
  readonly body: unknown;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** One walker at the organisers' desk: what there is of them, and what is done on their behalf. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise')
export class WalkerDeskController {
  constructor(
    private readonly visits: PeopleDeskVisits,
    private readonly walkers: ReadDeskWalker,
    private readonly teams: ReadDeskTeam,
    private readonly correctWalker: CorrectWalker,
    private readonly organiseTeams: OrganiseTeams,
    private readonly changeParticipationType: ChangeParticipationType,
    private readonly resendMail: ResendMail,
    private readonly checkIn: ReadCheckIn,
  ) {}

  @Get('walkers/:walker')
  async show(
    @Param('walker') id: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visit = await this.visits.of(request, query['edition'], 'viewer');
    await this.send(visit, { id, request, reply }, WALKER_DONE.find((it) => it === query['done']) ?? null);
  }

  /** From the list of registrations: to the first walker of one. */
  @Get('registrations/:registration')
  async registration(
    @Param('registration') id: string,
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition } = await this.visits.of(request, slug, 'viewer');
    const walker = await this.teams.firstOf(edition, id);
    const query = new URLSearchParams({ language: languageOfRequest(request), edition: edition.slug });
    void reply.redirect(`/organise/walkers/${walker}?${query.toString()}`, 303);
  }

  @Post('walkers/:walker/correct')
  async correct(
    @Param('walker') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act({ id, body, request, reply }, 'corrected', async (visit, typed) => {
      const act = this.visits.actOf(visit, typed);
      const seen = this.visits.seenIn(typed);
      await this.correctWalker.execute(act, { walkerId: id, typed, seen, language: languageOfRequest(request) });
    });
  }

  @Post('walkers/:walker/page')
  async editPage(
    @Param('walker') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act({ id, body, request, reply }, 'page', async (visit, typed) => {
      await this.visits.editPage(visit, typed, { kind: 'walker', id });
    });
  }

  @Post('walkers/:walker/hide')
  async hide(
    @Param('walker') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act({ id, body, request, reply }, 'page', async (visit, typed) => {
      await this.visits.hidePage(visit, typed, { kind: 'walker', id });
    });
  }

  @Post('walkers/:walker/team')
  async move(
    @Param('walker') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act({ id, body, request, reply }, 'moved', async (visit, typed) => {
      const act = this.visits.actOf(visit, typed);
      const { from, into, successor, tell } = parseInput(TeamForm, typed);
      await this.organiseTeams.move(act, {
        walkerId: id,
        from,
        into: into === '-' ? null : into,
        successorId: successor,
        tell,
      });
    });
  }

  @Post('walkers/:walker/type')
  async changeType(
    @Param('walker') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act({ id, body, request, reply }, 'type', async (visit, typed) => {
      const act = this.visits.actOf(visit, typed);
      const { from, newType, newDistance, newStart, tell } = parseInput(TypeForm, typed);
      const language = languageOfRequest(request);
      const change = { walkerId: id, from, into: newType ?? '', distanceKm: newDistance ?? '', tell, language };
      try {
        await this.changeParticipationType.execute(act, { ...change, startSlot: newStart ?? '' });
      } catch (error) {
        throw error instanceof InputInvalidError ? asOnForm(error) : error;
      }
    });
  }

  @Post('walkers/:walker/mails')
  async resend(
    @Param('walker') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act({ id, body, request, reply }, 'mailed', async ({ edition, actor }, typed) => {
      const { mail, entry } = parseInput(MailForm, typed);
      await this.resendMail.execute({ edition, actor }, id, mail, entry);
    });
  }

  private async act(
    { id, body, request, reply }: Asking,
    done: WalkerDone,
    deed: (visit: DeskVisit, typed: RawInput) => Promise<void>,
  ): Promise<void> {
    const path = `/organise/walkers/${encodeURIComponent(id)}`;
    await this.visits.act({ body, request, reply, path }, done, deed, (visit, refused) =>
      this.send(visit, { id, request, reply }, null, refused),
    );
  }

  private async send(
    visit: DeskVisit,
    { id, request, reply }: Omit<Asking, 'body'>,
    done: WalkerDone | null,
    refused?: RefusedForm,
  ): Promise<void> {
    const [walker, start] = await Promise.all([
      this.walkers.byId(visit.edition, id),
      this.checkIn.ofWalker(visit.edition, id),
    ]);
    if (start === null) throw new Error('A walker that was just read is gone');
    const asked = (request.query as Readonly<Record<string, unknown>>)['find'] ?? refused?.form.values['find'];
    const find = optionalLine(100).catch(null).parse(asked) ?? '';
    const state = this.visits.stateOf(visit, { refused, done });
    const found = find === '' || !state.mayAct ? [] : await this.teams.named(visit.edition, find);
    const context = this.visits.contextOf(request, visit, `/organise/walkers/${encodeURIComponent(id)}`);
    sendPersonalPage(reply, renderWalkerDeskPage({ ...state, walker, start, find, found, entry: uuidv7() }, context));
  }
}
