import { Process, Processor } from '@nestjs/bull';
import { EXPORTS_QUEUE } from './exports-bell.js';
import { MakeExports } from './make-exports.js';

/** Hears the bell of exports. */
@Processor(EXPORTS_QUEUE)
export class ExportsProcessor {
  constructor(private readonly make: MakeExports) {}

  @Process({ concurrency: 1 })
  async process(): Promise<void> {
    await this.make.execute(new Date());
  }
}
