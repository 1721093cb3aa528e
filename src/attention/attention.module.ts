import { Module } from '@nestjs/common';
import { ReadAttention } from './read-attention.js';
import { ResolveAttentionItem } from './resolve-attention-item.js';

@Module({ providers: [ReadAttention, ResolveAttentionItem], exports: [ReadAttention, ResolveAttentionItem] })
export class AttentionModule {}
