import { Client } from 'pg';

export interface ScratchDatabase { readonly url: string; drop(): Promise<void> }
export async function createScratchDatabase(): Promise<ScratchDatabase> {
  const server = 'postgres://postgres@127.0.0.1:54999/postgres';
  const name = `scratch_${process.pid}_${Date.now()}`;
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  return { url: server.replace(/postgres$/, name), drop: async () => { await client.query(`DROP DATABASE ${name} WITH (FORCE)`); await client.end(); } };
}
