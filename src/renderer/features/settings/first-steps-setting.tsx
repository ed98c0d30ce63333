import type { ReactNode } from 'react';
import { FIRST_STEPS_PREFERENCE, showsFirstSteps } from '../../host/first-steps.ts';
import { SwitchSetting } from './switch-setting.tsx';

/** Whether the start page has the pictures of the first steps. */
export function FirstStepsSetting(): ReactNode {
  return (
    <SwitchSetting
      title="Start page" label="Show first steps" preference={FIRST_STEPS_PREFERENCE} isOn={showsFirstSteps}
      hint="Four pictures of the way from a keyframe to a delivered shot, which open the sample film. The menu Help has them always."
    />
  );
}
