import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { PhotoStore } from '../../photos/index.js';

/** Photos as pages show them. Their addresses change with every crop, so they may be kept for ever. */
@ApiExcludeController()
@Controller('photos')
export class PicturesController {
  constructor(private readonly store: PhotoStore) {}

  /** @throws {DomainError} `PAGE_NOT_FOUND`, `STORAGE_UNAVAILABLE` */
  @Get(':rendition/:file')
  async show(
    @Param('rendition') rendition: string,
    @Param('file') file: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const picture = await this.store.picture(rendition, file);
    if (picture === null) throw new DomainError('PAGE_NOT_FOUND', 'No such picture');
    void reply
      .header('content-type', picture.contentType)
      .header('cache-control', 'public, max-age=31536000, immutable')
      // Opened by itself it is a picture and nothing else, whatever is in it.
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('content-disposition', `inline; filename="${file.replace(/[^A-Za-z0-9._-]/g, '')}"`)
      .send(picture.body);
  }
}
