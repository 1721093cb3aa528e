import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { ASSET_CACHE_CONTROL, assetAt } from './assets/asset-files.js';

/** The style sheets, fonts, script and sign that pages ask for; compressed once, when the process started. */
@ApiExcludeController()
@Controller('assets')
export class AssetsController {
  /** @throws {DomainError} `PAGE_NOT_FOUND` also for an address of an older content. */
  @Get(':file')
  read(@Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const asset = assetAt(`/assets/${file}`);
    if (asset === undefined) throw new DomainError('PAGE_NOT_FOUND', `No asset ${file}`);
    const accepted = new Set(
      (request.headers['accept-encoding'] ?? '').split(',', 20).map((coding) => coding.split(';')[0]?.trim()),
    );
    void reply
      .header('content-type', asset.contentType)
      .header('cache-control', ASSET_CACHE_CONTROL)
      .header('vary', 'accept-encoding');
    if (asset.brotli !== null && accepted.has('br')) void reply.header('content-encoding', 'br').send(asset.brotli);
    else if (asset.gzip !== null && accepted.has('gzip'))
      void reply.header('content-encoding', 'gzip').send(asset.gzip);
    else void reply.send(asset.body);
  }
}
