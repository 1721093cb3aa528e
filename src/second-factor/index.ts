export { STEP_UP_HOURS, type Enrolment, type SecondFactorState, SecondFactors } from './second-factors.js';
export { SecondFactorModule } from './second-factor.module.js';
