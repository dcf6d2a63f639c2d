from .body_map import BodyMap as BodyMap
from .controls import PainScale as PainScale
from .dashboard import ProgressDashboard as ProgressDashboard
from .explorer import ExerciseDeck as ExerciseDeck, ExerciseExplorer as ExerciseExplorer
from .form import SessionForm as SessionForm
from .planner import SessionPlanner as SessionPlanner
from .player import SessionPlayer as SessionPlayer
from .quiz import Quiz as Quiz
from .safety import RedFlagGate as RedFlagGate
from .setup_check import check_setup as check_setup
