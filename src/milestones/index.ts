export { ChangeMilestones, type DefinedMilestone, faultOf, MILESTONE_BOUNDS } from './change-milestones.js';
export { copyMilestones, defineMilestones } from './define-milestones.js';
export {
  IS_REACHED,
  MILESTONE_KINDS,
  MILESTONE_SCOPES,
  type Milestone,
  type MilestoneKind,
  type MilestoneRule,
  type MilestoneScope,
  type MilestoneSubject,
} from './milestone.js';
export { MilestonesModule } from './milestones.module.js';
export { milestones } from './read-milestones.js';
export { noteMilestonesQuietly, TellMilestones } from './tell-milestones.js';
