import { rm } from 'node:fs/promises';

/** Ends what the run started and throws its data away. */
export default async function globalTeardown() {
  const run = globalThis.testRun;
  run.server.close();
  run.server.closeAllConnections();
  if (run.services !== undefined) {
    const { adminUrl, template, services } = await run.services.catch(() => ({}));
    if (services !== undefined) {
      if (process.env.DATABASE_URL) await dropTemplate(adminUrl, template);
      await services.discard();
    }
  }
  if (run.folder !== undefined) await rm(run.folder, { recursive: true, force: true });
}

/** In a Postgres that is not ours nothing may stay behind. */
async function dropTemplate(adminUrl, template) {
  const { default: pg } = await import('pg');
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
  await admin.end();
}
