export { AnnualReportModule } from './annual-report.module.js';
export { type AnnualReport, type EditionInFigures, ReadAnnualReport, type YearOfGiving } from './read-annual-report.js';
