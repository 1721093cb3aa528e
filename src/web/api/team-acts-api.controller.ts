import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ReadDeskTeam } from '../../people-desk/index.js';
import { OrganiseTeams } from '../../team-life/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { Because, Line, Reason, Slug } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import { type Act, acts, type Asked, ByMachine, type DoneAnswer } from './operation.js';

const CAPTAIN = {
  name: 'nameCaptain',
  summary: 'Makes a member captain, who is told by mail; the one before stays as co-captain',
  scope: 'change-teams',
  params: ['team'],
  body: z.object({ walker: Line(40), reason: Reason }),
} as const satisfies Act<z.ZodObject, string>;

const MERGE = {
  name: 'mergeTeams',
  summary: 'Everybody of this team walks with another from now on, and is told by mail; no gift moves',
  scope: 'change-teams',
  params: ['team'],
  body: z.object({ into: Slug.describe('The slug of the team that stays'), reason: Reason }),
} as const satisfies Act<z.ZodObject, string>;

const DISSOLVE = {
  name: 'dissolveTeam',
  summary: 'Ends a team: everybody walks on alone, and is told by mail; no gift moves',
  scope: 'change-teams',
  params: ['team'],
  body: Because,
} as const satisfies Act<z.ZodObject, string>;

/** What organisers do on behalf of teams, for machines that bring a key: the same use cases as the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/teams/:team')
export class TeamActsApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly teams: ReadDeskTeam,
    private readonly organiseTeams: OrganiseTeams,
  ) {}

  @Post('captain')
  @acts(CAPTAIN)
  captain(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(CAPTAIN, asked, async ({ edition, actor, params, input: { walker, reason } }) => {
      const { slug } = await this.teams.byId(edition, params.team);
      await this.organiseTeams.nameCaptain({ edition, actor, reason }, slug, walker);
      return params.team;
    });
  }

  @Post('merge')
  @acts(MERGE)
  merge(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(MERGE, asked, async ({ edition, actor, params, input: { into, reason } }) => {
      const { slug } = await this.teams.byId(edition, params.team);
      await this.organiseTeams.merge({ edition, actor, reason }, slug, into);
      return params.team;
    });
  }

  @Post('dissolve')
  @acts(DISSOLVE)
  dissolve(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(DISSOLVE, asked, async ({ edition, actor, params, input: { reason } }) => {
      const { slug } = await this.teams.byId(edition, params.team);
      await this.organiseTeams.dissolve({ edition, actor, reason }, slug);
      return params.team;
    });
  }
}
