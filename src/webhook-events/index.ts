export {
  noteWebhookEvents,
  WEBHOOK_EVENT_TYPES,
  type WebhookEvent,
  type WebhookEventType,
} from './note-webhook-events.js';
