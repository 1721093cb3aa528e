import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { assetNamed } from '../shared/assets/asset-files.js';

/**
 * The script that opens the page of the check-in where there is no connection. Its address stays, and stands where browsers let
 * it work on these pages and on no others.
 */
@ApiExcludeController()
@Controller('check-in')
export class CheckInWorkerController {
  @Get('worker.js')
  worker(@Res() reply: FastifyReply): void {
    const { body, contentType } = assetNamed('check-in-worker.js');
    void reply.header('content-type', contentType).header('cache-control', 'no-cache').send(body);
  }
}
