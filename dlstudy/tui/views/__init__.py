"""What the screens say, as blocks: functions of a session's state, without a screen."""
