import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AnnualReport, ReadAnnualReport } from '../../annual-report/index.js';
import { writeAudit } from '../../audit/index.js';
import { ReadGivingPace } from '../../control-room/index.js';
import { DomainError } from '../../domain/errors.js';
import type { Language } from '../../domain/language.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { translatorOf } from '../shared/messages/translators.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { CSV_BEGINNING, csvAmount, csvLine } from './csv-line.js';
import { EditionsAtWork } from './editions-at-work.js';
import { type ChartName, CHARTS, drawChart } from './giving-charts.js';
import { OrganiserVisitors } from './organiser-visitors.js';
import { renderAnnualReportPage } from './pages/annual-report.js';

/** A picture lies a little behind the figures beside it; seconds. */
const CHART_AGE_SECONDS = 30;

/** Figures over time: the charts of the control room, and the annual report. */
@ApiExcludeController()
@Controller('organise')
export class FiguresController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly pace: ReadGivingPace,
    private readonly annualReport: ReadAnnualReport,
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('charts/:chart')
  async chart(
    @Param('chart') name: string,
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.named(slug);
    await this.organisers.require(request, edition, 'viewer');
    if (!isChart(name)) throw new DomainError('PAGE_NOT_FOUND', `No chart ${name}`);
    const svg = await drawChart(name, edition, await this.pace.of(edition), languageOfRequest(request));
    void reply
      .header('content-type', 'image/svg+xml; charset=utf-8')
      .header('cache-control', `private, max-age=${String(CHART_AGE_SECONDS)}`)
      .send(svg);
  }

  @Get('report')
  async report(
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.named(slug);
    await this.organisers.require(request, edition, 'viewer');
    const report = await this.annualReport.execute();
    sendPersonalPage(
      reply,
      renderAnnualReportPage(
        { edition, report },
        {
          language: languageOfRequest(request),
          editionSlug: edition.slug,
          path: '/organise/report',
          publicUrl: this.config.publicUrl,
        },
      ),
    );
  }

  /** The same as a file, which is a line in the log. */
  @Get('report.csv')
  async download(
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.named(slug);
    const { actor } = await this.organisers.require(request, edition, 'viewer');
    const report = await this.annualReport.execute();
    await writeAudit(this.database, {
      editionId: edition.id,
      actor,
      action: 'export-report',
      subject: { kind: 'report', id: 'annual' },
    });
    void reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="annual-report.csv"')
      .header('cache-control', 'private, no-store')
      .send(fileOf(report, languageOfRequest(request)));
  }
}

function isChart(name: string): name is ChartName {
  return (CHARTS as readonly string[]).includes(name);
}

/** Both tables, one below the other; amounts as plain numbers. */
function fileOf({ editions, years }: AnnualReport, language: Language): string {
  const t = translatorOf(language);
  const line = (...cells: readonly string[]): string => csvLine(language, cells);
  const amount = (minor: number): string => csvAmount(language, minor);
  return [
    CSV_BEGINNING,
    line(
      t('report.edition'),
      t('report.teams'),
      t('report.walkers'),
      t('report.central'),
      t('report.ownRoute'),
      t('report.donors'),
      t('report.raised'),
    ),
    ...editions.map((it) =>
      line(
        it.title[language],
        String(it.teams),
        String(it.walkers),
        String(it.central),
        String(it.ownRoute),
        String(it.donors),
        amount(it.raisedMinor),
      ),
    ),
    line(''),
    line(t('report.year'), t('report.oneTime'), t('report.average'), t('report.monthly'), t('report.averageMonthly')),
    ...years.map((it) =>
      line(
        String(it.year),
        String(it.donors),
        amount(it.averageGiftMinor),
        String(it.monthlyDonors),
        amount(it.averageMonthlyMinor),
      ),
    ),
  ].join('');
}
