export {
  type EndpointOrder,
  type WebhookDelivery,
  type WebhookEndpoint,
  WebhookEndpoints,
  type WholeDelivery,
} from './webhook-endpoints.js';
export { TellWebhooks, WebhooksModule } from './webhooks.module.js';
