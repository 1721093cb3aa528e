import { Body, Controller, Get, Inject, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import QRCode from 'qrcode';
import type { SignedIn } from '../../accounts/index.js';
import { DomainError, InputInvalidError } from '../../domain/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { rawInput, type RawInput } from '../../platform/http/input.js';
import { SecondFactors } from '../../second-factor/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { SignedInVisitors } from '../shared/signed-in.js';
import { EditionsAtWork } from './editions-at-work.js';
import { isSteppedUp, OrganiserVisitors } from './organiser-visitors.js';
import { renderRecoveryCodesPage, renderSecondFactorPage } from './pages/second-factor.js';
import { wayOnOf } from './way-on.js';

/** Enrolling an authenticator app, and showing a code of it. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/second-factor')
export class SecondFactorController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly visitors: SignedInVisitors,
    private readonly factors: SecondFactors,
    private readonly editions: EditionsAtWork,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** `?to=` is where to go on. */
  @Get()
  async show(@Query('to') to: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.send(await this.organisers.requireSignedIn(request), wayOnOf(to), null, request, reply);
  }

  /** The first code ends an enrolment and shows the recovery codes, once. */
  @Post('enrol')
  async enrol(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const input = rawInput(body);
    const signedIn = await this.organisers.requireSignedIn(request);
    const to = wayOnOf(input['to']);
    try {
      const { codes, session } = await this.factors.confirm(signedIn, codeOf(input));
      this.visitors.admit(session, reply);
      this.sendCodes(codes, to, await this.contextOf(request), reply);
    } catch (thrown) {
      await this.send(signedIn, to, refusedForm(besideTheField(thrown), input, reply), request, reply);
    }
  }

  @LimitedAs('code')
  @Post()
  async stepUp(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const input = rawInput(body);
    const signedIn = await this.organisers.requireSignedIn(request);
    const to = wayOnOf(input['to']);
    try {
      this.visitors.admit(await this.factors.stepUp(signedIn, codeOf(input)), reply);
      void reply.header('cache-control', 'no-store').redirect(to, 303);
    } catch (thrown) {
      await this.send(signedIn, to, refusedForm(besideTheField(thrown), input, reply), request, reply);
    }
  }

  /** New recovery codes instead of the old ones, for who has shown a code. */
  @Post('recovery-codes')
  async renew(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const signedIn = await this.organisers.requireSignedIn(request);
    if (!isSteppedUp(signedIn)) throw new DomainError('SECOND_FACTOR_REQUIRED', 'A code of the app is needed');
    this.sendCodes(await this.factors.renewCodes(signedIn), '/organise', await this.contextOf(request), reply);
  }

  private async send(
    signedIn: SignedIn,
    to: string,
    refused: RefusedForm | null,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const state = await this.factors.stateOf(signedIn.accountId);
    const enrolment = state.enrolled ? null : await this.factors.begin(signedIn);
    const code = enrolment === null ? null : await QRCode.toString(enrolment.uri, { type: 'svg', margin: 2 });
    if (refused !== null) void reply.status(refused.status);
    void reply.header('cache-control', 'no-store');
    sendPersonalPage(
      reply,
      renderSecondFactorPage(
        {
          state,
          steppedUp: isSteppedUp(signedIn),
          enrolment: enrolment === null || code === null ? null : { secret: enrolment.secret, code },
          to,
          // A code is never filled in again: the next one is asked for.
          form: refused === null ? EMPTY_FORM : { ...refused.form, values: {} },
          error: refused?.error ?? null,
        },
        await this.contextOf(request),
      ),
    );
  }

  private sendCodes(
    codes: readonly string[],
    to: string,
    context: Awaited<ReturnType<typeof this.contextOf>>,
    reply: FastifyReply,
  ): void {
    sendPersonalPage(reply.status(200), renderRecoveryCodesPage({ codes, to }, context));
    void reply.header('cache-control', 'private, no-store');
  }

  private async contextOf(request: FastifyRequest) {
    const edition = await this.editions.named(undefined);
    return {
      language: languageOfRequest(request),
      editionSlug: edition.slug,
      path: '/organise/second-factor',
      publicUrl: this.config.publicUrl,
    };
  }
}

function codeOf({ code }: RawInput): string {
  return typeof code === 'string' ? code.slice(0, 50) : '';
}

/** A wrong code is a fault of its field. */
function besideTheField(thrown: unknown): unknown {
  const wrong = thrown instanceof DomainError && thrown.code === 'SECOND_FACTOR_WRONG';
  return wrong ? new InputInvalidError([{ field: 'code', code: 'CODE_WRONG' }]) : thrown;
}
