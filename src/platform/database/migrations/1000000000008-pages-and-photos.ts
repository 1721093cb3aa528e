import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What walkers make of their pages: visibility, a short address, a photo, and news.
 *
 * Notes for the next one who changes this:
 * - A short address is one for all editions, because `/w/…` names none. Which words are reserved stands in
 *   `src/fundraising-pages/short-address.ts`.
 * - Of a photo the table keeps its size and its crop; the pictures themselves are in the store. `rendition` names the
 *   pictures made with this crop: it changes with every crop, so that each address may be kept for ever by browsers.
 * - `focus_x` and `focus_y` are parts of a thousand of the width and height; `zoom_percent` 100 is as much as fits.
 * - `goal_set_at` says that the owner chose the goal, rather than left the one that a page begins with.
 */
export class PagesAndPhotos1000000000008 implements MigrationInterface {
  readonly name = 'PagesAndPhotos1000000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE fundraising_page
        ADD COLUMN visibility text NOT NULL DEFAULT 'public'
          CONSTRAINT fundraising_page_visibility_known CHECK (visibility IN ('public', 'by-link')),
        ADD COLUMN photo_hidden boolean NOT NULL DEFAULT false,
        ADD COLUMN short_address text CONSTRAINT fundraising_page_short_address_unique UNIQUE
          CONSTRAINT fundraising_page_short_address_shape
            CHECK (short_address ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(short_address) BETWEEN 3 AND 40),
        ADD COLUMN goal_set_at timestamptz`);
    await runner.query(`
      CREATE TABLE page_photo (
        id uuid CONSTRAINT page_photo_pk PRIMARY KEY,
        page_id uuid NOT NULL CONSTRAINT page_photo_page_fk REFERENCES fundraising_page
          CONSTRAINT page_photo_one_a_page UNIQUE,
        width integer NOT NULL CONSTRAINT page_photo_width_bounds CHECK (width BETWEEN 1 AND 4000),
        height integer NOT NULL CONSTRAINT page_photo_height_bounds CHECK (height BETWEEN 1 AND 4000),
        focus_x smallint NOT NULL CONSTRAINT page_photo_focus_x_bounds CHECK (focus_x BETWEEN 0 AND 1000),
        focus_y smallint NOT NULL CONSTRAINT page_photo_focus_y_bounds CHECK (focus_y BETWEEN 0 AND 1000),
        zoom_percent smallint NOT NULL CONSTRAINT page_photo_zoom_bounds CHECK (zoom_percent BETWEEN 100 AND 300),
        rendition uuid NOT NULL CONSTRAINT page_photo_rendition_unique UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE page_update (
        id uuid CONSTRAINT page_update_pk PRIMARY KEY,
        page_id uuid NOT NULL CONSTRAINT page_update_page_fk REFERENCES fundraising_page,
        title text NOT NULL CONSTRAINT page_update_title_bounds CHECK (char_length(title) <= 120),
        text text NOT NULL CONSTRAINT page_update_text_bounds CHECK (char_length(text) BETWEEN 1 AND 3000),
        published_at timestamptz NOT NULL DEFAULT now(),
        edited_at timestamptz
      )`);
    await runner.query(`CREATE INDEX page_update_latest ON page_update (page_id, published_at DESC, id DESC)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE page_update`);
    await runner.query(`DROP TABLE page_photo`);
    await runner.query(`
      ALTER TABLE fundraising_page DROP COLUMN visibility, DROP COLUMN photo_hidden, DROP COLUMN short_address,
        DROP COLUMN goal_set_at`);
  }
}
