import { Module } from '@nestjs/common';
import { ControlRoomModule } from '../../control-room/index.js';
import { EditionsModule } from '../../editions/index.js';
import { TotalsModule } from '../../totals/index.js';
import { ControlRoomController } from './control-room.controller.js';
import { OrganiserAccess } from './organiser-access.js';

/** What organisers see. */
@Module({
  imports: [ControlRoomModule, EditionsModule, TotalsModule],
  controllers: [ControlRoomController],
  providers: [OrganiserAccess],
})
export class OrganiserPagesModule {}
