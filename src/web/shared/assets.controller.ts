import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { ASSET_CACHE_CONTROL, assetAt } from './assets/asset-files.js';
import { acceptedCoding } from './compress.js';

/** The style sheets, fonts, script and sign that pages ask for; compressed once, when the process started. */
@ApiExcludeController()
@Controller('assets')
export class AssetsController {
  /** @throws {DomainError} `PAGE_NOT_FOUND` also for an address of an older content. */
  @Get(':file')
  read(@Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const asset = assetAt(`/assets/${file}`);
    if (asset === undefined) throw new DomainError('PAGE_NOT_FOUND', `No asset ${file}`);
    const coding = acceptedCoding(request);
    void reply
      .header('content-type', asset.contentType)
      .header('cache-control', ASSET_CACHE_CONTROL)
      .header('vary', 'accept-encoding');
    const compressed = coding === null ? null : asset.compressed[coding];
    if (coding === null || compressed === null) void reply.send(asset.body);
    else void reply.header('content-encoding', coding).send(compressed);
  }
}
