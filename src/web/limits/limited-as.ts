import { SetMetadata } from '@nestjs/common';
import type { Act } from './bounds.js';

export const LIMITED_AS = 'limited-as';

/**
 * Says which bounds a route, or every route of a controller, has. Without it a route that changes something has those of
 * `form`, and one that reads has none; `unlimited` is for what machines must always get through, such as webhooks.
 */
export const LimitedAs = (act: Act | 'unlimited') => SetMetadata(LIMITED_AS, act);
