"""dlstudy: exam-prep quizzes and calculators for deep-learning courses."""

__version__ = "0.1.0"
