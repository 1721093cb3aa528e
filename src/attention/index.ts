export { closeAttentionItems, openAttentionItems, type AttentionItem } from './open-attention-items.js';
