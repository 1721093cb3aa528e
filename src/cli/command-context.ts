import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandsModule } from './commands.module.js';
import { readCommandConfig } from '../platform/config/config.js';
import { createLogger, NestLogger } from '../platform/logging/logger.js';

/** The features without their servers and clocks, for a command that runs once. The caller must close it. */
export async function openCommandContext(): Promise<INestApplicationContext> {
  const config = readCommandConfig();
  const logger = createLogger(config.logLevel);
  return NestFactory.createApplicationContext(CommandsModule.with(config, logger), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
}
