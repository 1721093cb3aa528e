import { ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import * as schemas from './schemas.js';

/** Says in the OpenAPI document what an operation answers. */
export const answers = (status: number, description: string, schema: z.ZodType) =>
  ApiResponse({ status, description, content: { 'application/json': { schema: schemas.openApiSchema(schema) } } });

/** Says how an operation refuses. */
export const refuses = (status: number, description: string) =>
  ApiResponse({
    status,
    description,
    content: { 'application/problem+json': { schema: schemas.openApiSchema(schemas.Problem) } },
  });
