import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { ReadEditions } from '../../editions/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { type LocalMail, readLocalMail, readLocalMails } from '../../platform/mail/local-mailbox.js';
import type { PageContext } from '../shared/page-context.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPage } from '../shared/send-page.js';
import { renderMailboxPage, renderMailPage } from './pages/index.js';

const SHOWN_MAILS = 200;

/**
 * What a mail as it was sent may do in a browser: show itself, with its own styles, and nothing else. It gets an origin
 * of its own, so that a mail could never act in our name.
 */
const MAIL_POLICY = "sandbox allow-popups; default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/**
 * The mails of a demo install, for everybody to read. It is there only while no mail server is set and no real money
 * moves; people's mails are shown to nobody else anywhere.
 */
@ApiExcludeController()
@Controller('dev/mail')
export class MailboxController {
  constructor(
    private readonly database: Database,
    private readonly editions: ReadEditions,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.requireDemo();
    const mails = await readLocalMails(this.database, { limit: SHOWN_MAILS });
    const rows = mails.map(({ id, recipient, subject, sentAt }) => ({ id, to: recipient, subject, sentAt }));
    sendPage(reply, renderMailboxPage({ mails: rows }, await this.contextOf(request, '/dev/mail')));
  }

  @Get(':id')
  async show(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { recipient, subject, sentAt, text, html, unsubscribeUrl } = await this.mail(id);
    const view = { id, to: recipient, subject, sentAt, text, hasHtml: html !== '', unsubscribeUrl };
    sendPage(reply, renderMailPage(view, await this.contextOf(request, `/dev/mail/${id}`)));
  }

  @Get(':id/html')
  async asSent(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const { html } = await this.mail(id);
    void reply.header('content-security-policy', MAIL_POLICY);
    sendPage(reply, html);
  }

  private async mail(id: string): Promise<LocalMail> {
    this.requireDemo();
    const mail = await readLocalMail(this.database, id);
    if (mail === null) throw new DomainError('PAGE_NOT_FOUND', 'No such mail');
    return mail;
  }

  private requireDemo(): void {
    const { mail, stripe } = this.config;
    if (mail.smtpUrl !== undefined || stripe.mode !== 'sandbox') {
      throw new DomainError('PAGE_NOT_FOUND', 'There is no local mailbox');
    }
  }

  private async contextOf(request: FastifyRequest, path: string): Promise<PageContext> {
    const edition = await this.editions.latest();
    return {
      language: languageOfRequest(request),
      editionSlug: edition?.slug ?? null,
      path,
      publicUrl: this.config.publicUrl,
    };
  }
}
