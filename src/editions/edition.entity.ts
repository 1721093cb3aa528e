import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, type Relation } from 'typeorm';
import type { EditionId, ParticipationTypeId } from '../domain/ids.js';
import type { ParticipationGroup } from '../domain/edition.js';
import type { LocalisedText } from '../domain/language.js';
import type { Minor } from '../domain/money.js';
import { MoneyColumn, MoneyListColumn } from '../platform/database/money-column.js';

/** One year's walk; see the migration for the rules that the database itself holds. */
@Entity('edition')
export class EditionEntity {
  @PrimaryColumn('uuid')
  id!: EditionId;

  @Column('text')
  slug!: string;

  @Column('jsonb')
  title!: LocalisedText;

  @Column('jsonb')
  place!: LocalisedText;

  @Column('char', { length: 3 })
  currency!: string;

  @MoneyColumn('goal_minor')
  goalMinor!: Minor;

  @MoneyColumn('minimum_per_walker_minor')
  minimumPerWalkerMinor!: Minor;

  @Column('boolean', { name: 'fees_count' })
  feesCount!: boolean;

  @Column('date', { name: 'walk_on' })
  walkOn!: string;

  @Column('timestamptz', { name: 'registration_opens_at' })
  registrationOpensAt!: Date;

  @Column('timestamptz', { name: 'registration_closes_at' })
  registrationClosesAt!: Date;

  @Column('timestamptz', { name: 'giving_opens_at' })
  givingOpensAt!: Date;

  @Column('timestamptz', { name: 'giving_closes_at' })
  givingClosesAt!: Date;

  @Column('integer', { name: 'place_hold_minutes' })
  placeHoldMinutes!: number;

  @Column('integer', { name: 'team_size_limit', nullable: true })
  teamSizeLimit!: number | null;

  @Column('text', { name: 'tshirt_sizes', array: true })
  tshirtSizes!: string[];

  @Column('boolean', { name: 'asks_emergency_contact' })
  asksEmergencyContact!: boolean;

  @Column('integer', { name: 'waiting_offer_hours' })
  waitingOfferHours!: number;

  @Column('jsonb', { name: 'suggested_amounts' })
  suggestedAmounts!: { amountMinor: number; makesPossible: LocalisedText }[];

  @MoneyListColumn('milestones_minor')
  milestonesMinor!: Minor[];

  @Column('integer', { name: 'fee_cover_basis_points' })
  feeCoverBasisPoints!: number;

  @MoneyColumn('fee_cover_fixed_minor')
  feeCoverFixedMinor!: Minor;

  @Column('boolean', { name: 'pledges_per_km' })
  pledgesPerKm!: boolean;

  @Column('boolean', { name: 'check_in_kilometres' })
  checkInKilometres!: boolean;

  @Column('boolean', { name: 'tax_certificates' })
  taxCertificates!: boolean;

  @MoneyColumn('tax_certificate_least_minor')
  taxCertificateLeastMinor!: Minor;

  @Column('integer', { name: 'pledge_reminder_days' })
  pledgeReminderDays!: number;

  @Column('integer', { name: 'pledge_lapse_days' })
  pledgeLapseDays!: number;

  /** `null`: a draft, which only organisers see. */
  @Column('timestamptz', { name: 'published_at', nullable: true })
  publishedAt!: Date | null;

  @OneToMany(() => ParticipationTypeEntity, (type) => type.edition)
  participationTypes!: Relation<ParticipationTypeEntity>[];
}

/** One way to take part in an edition. */
@Entity('participation_type')
export class ParticipationTypeEntity {
  @PrimaryColumn('uuid')
  id!: ParticipationTypeId;

  @ManyToOne(() => EditionEntity, (edition) => edition.participationTypes)
  @JoinColumn({ name: 'edition_id' })
  edition!: Relation<EditionEntity>;

  @Column('text')
  code!: string;

  @Column('text', { name: 'participation_group' })
  group!: ParticipationGroup;

  @Column('jsonb')
  title!: LocalisedText;

  @MoneyColumn('fee_minor')
  feeMinor!: Minor;

  @Column('integer', { nullable: true })
  capacity!: number | null;

  @Column('integer', { name: 'distances_km', array: true, nullable: true })
  distancesKm!: number[] | null;

  @Column('integer', { name: 'age_of_consent' })
  ageOfConsent!: number;

  @MoneyColumn('minimum_minor')
  minimumMinor!: Minor;

  @Column('timestamptz', { name: 'starts_at', nullable: true })
  startsAt!: Date | null;

  @Column('timestamptz', { name: 'start_slots', array: true })
  startSlots!: Date[];

  @Column('boolean', { name: 'starter_pack' })
  starterPack!: boolean;

  @Column('integer')
  position!: number;
}
