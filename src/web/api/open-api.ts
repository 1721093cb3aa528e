import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { API_KEY_SCHEME } from './operation.js';

/** Serves the OpenAPI document of the public API at `/api/openapi.json`, made once at the start. */
export function setOpenApi(app: NestFastifyApplication): void {
  const document = SwaggerModule.createDocument(
    app,
    new DocumentBuilder()
      .setTitle('Refugee Walk')
      .setDescription('Editions, teams, walkers and gifts of a sponsored walk. Amounts are minor units; times are UTC.')
      .setVersion('1')
      .setOpenAPIVersion('3.1.0')
      .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A key that an admin made' }, API_KEY_SCHEME)
      .build(),
  );
  const body = JSON.stringify(document);
  app
    .getHttpAdapter()
    .getInstance()
    .get('/api/openapi.json', (_request, reply) => {
      void reply
        .header('content-type', 'application/json; charset=utf-8')
        .header('cache-control', 'no-cache')
        .send(body);
    });
}
