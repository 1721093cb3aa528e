import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Edition } from '../../domain/edition.js';
import { includesRole, type Role } from '../../domain/roles.js';
import { EditPageOnBehalf, type PageOwner, parsePageWords } from '../../people-desk/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { parseInput, rawInput, type RawInput, requiredLine } from '../../platform/http/input.js';
import type { OrganisersAct } from '../../team-life/index.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import type { PageContext } from '../shared/page-context.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors, type WorkingOrganiser } from './organiser-visitors.js';
import type { DeskState } from './pages/people-desk-parts.js';

const ReasonForm = z.object({ reason: requiredLine(300) });
const SeenForm = z.object({ seen: requiredLine(40) });

/** An organiser at the desk of a walker or a team. */
export interface DeskVisit extends WorkingOrganiser {
  readonly edition: Edition;
}

/** What both desks do alike: who may, forms that are shown again as they were typed, and the way back. */
@Injectable()
export class PeopleDeskVisits {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly pages: EditPageOnBehalf,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws as {@link OrganiserVisitors.require} */
  async of(request: FastifyRequest, slug: unknown, needed: Role): Promise<DeskVisit> {
    const edition = await this.editions.named(slug);
    return { edition, ...(await this.organisers.require(request, edition, needed)) };
  }

  /** What a deed needs beside its own form. @throws {InputInvalidError} without a reason */
  actOf({ edition, actor }: DeskVisit, input: RawInput): OrganisersAct {
    return { edition, actor, reason: parseInput(ReasonForm, input).reason };
  }

  /** What stood there when the form was shown. @throws {InputInvalidError} where the form does not say it */
  seenIn(input: RawInput): string {
    return parseInput(SeenForm, input).seen;
  }

  /** A deed: changes the words of a page. @throws as {@link EditPageOnBehalf.edit} */
  async editPage(visit: DeskVisit, input: RawInput, owner: PageOwner): Promise<void> {
    const act = this.actOf(visit, input);
    const seen = this.seenIn(input);
    await this.pages.edit(act, owner, parsePageWords(owner.kind, input), seen);
  }

  /** A deed: hides a page, or shows it again. @throws as {@link EditPageOnBehalf.hide} */
  async hidePage(visit: DeskVisit, input: RawInput, owner: PageOwner): Promise<void> {
    await this.pages.hide(this.actOf(visit, input), owner, input['hidden'] === 'yes');
  }

  /**
   * Does what a form asks and leads back to the desk; what was refused is shown again as it was typed, opened at its form.
   * @param path of the desk
   */
  async act(
    {
      body,
      request,
      reply,
      path,
    }: {
      readonly body: unknown;
      readonly request: FastifyRequest;
      readonly reply: FastifyReply;
      readonly path: string;
    },
    done: string,
    deed: (visit: DeskVisit, input: RawInput) => Promise<void>,
    show: (visit: DeskVisit, refused: RefusedForm) => Promise<void>,
  ): Promise<void> {
    const input = rawInput(body);
    const visit = await this.of(request, input['edition'], 'editor');
    try {
      await deed(visit, input);
      const query = new URLSearchParams({ language: languageOfRequest(request), edition: visit.edition.slug, done });
      void reply.redirect(`${path}?${query.toString()}`, 303);
    } catch (thrown) {
      const refused = refusedForm(thrown, input, reply);
      void reply.status(refused.status);
      await show(visit, refused);
    }
  }

  /** What a page shows beside the walker or team itself. */
  stateOf<Done extends string>(
    { edition, role }: DeskVisit,
    { refused, done }: { readonly refused?: RefusedForm | undefined; readonly done: Done | null },
  ): DeskState & { readonly done: Done | null } {
    return {
      edition,
      mayAct: includesRole(role, 'editor'),
      form: refused?.form ?? EMPTY_FORM,
      error: refused?.error ?? null,
      done,
    };
  }

  contextOf(request: FastifyRequest, { edition }: DeskVisit, path: string): PageContext {
    return {
      language: languageOfRequest(request),
      editionSlug: edition.slug,
      path,
      publicUrl: this.config.publicUrl,
    };
  }
}
