export { ATTENTION_KINDS, type AttentionKind } from './attention-kinds.js';
export { AttentionModule } from './attention.module.js';
export {
  closeAttentionItems,
  openAttentionItems,
  reopenAttentionItems,
  type AttentionItem,
} from './open-attention-items.js';
export { ReadAttention, type OpenAttentionItem } from './read-attention.js';
export { ResolveAttentionItem, MOST_NOTE_CHARACTERS } from './resolve-attention-item.js';
