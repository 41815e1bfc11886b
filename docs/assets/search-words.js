// What readers type = what the pages say. One pair a line; commas stand between words that readers
// type for the same thing. When all words of one of these are typed, the search also looks for the
// right side: use words of the heading to which it should lead. Small slips are forgiven.
// Words with nothing on their right tell nothing by themselves, and are left out of a question.
var searchWords = `
a, about, am, an, and, any, are, as, at, be, been, but, by, can, could, cant, did, do, does, doing, for, dystonia, dystonic =
from, get, getting, give, got, had, has, have, he, her, him, his, how, i, if, in, into, is, it, its, ive =
just, keep, keeps, let, like, long, make, makes, may, me, mean, means, might, much, must, my, need, no =
not, of, on, one, or, our, out, please, really, should, she, so, some, someone, that, the, their =
them, then, there, they, this, to, too, up, us, very, want, was, we, were, what, when, where, which, who =
wont, will, with, would, you, your, go, goes, going, come, comes, know, thing, things =

pill, pills, tablet, capsule, drug, medication, meds, prescription, painkiller = medicines that you swallow
paracetamol, ibuprofen, baclofen, diazepam, Valium, gabapentin, clonazepam, trihexyphenidyl = medicines that you swallow
stop taking, coming off, come off, quit, give up, miss a dose, withdrawal = why not to stop a medicine
jab, needle in, Dysport, Xeomin, injections, injected = botulinum toxin shots
wear off = botulinum toxin how long it takes
operation, operate, operated, anesthetic, lesion = surgery operations
pallidotomy, thalamotomy = operations that destroy parts of the brain
brain operation, brain surgery, pacemaker, neurostimulator, implant, electrodes, electric = deep brain stimulation
flat battery, battery dead, switched off = stimulator stops working
physio, physiotherapist, exercise, gym, stretching, massage, yoga = physical therapy
occupational therapy, acupuncture, diet, vitamins, cannabis, CBD, natural, alternative = other treatments
collar, cast, orthotic, orthosis = splint
fits, seizure, epilepsy = anti-seizure medicines
pregnancy, breastfeeding, breast feeding, expecting, baby plan, for a baby = pregnant
stress, relax, relaxation, calm, meditation = manage stress

light sensitive, photophobia, eyelid, open my eyes, eyes closed, eyes closing, eyes shut, squinting, blind = eyes blink blepharospasm
talk, talking, words = speak
hoarse, croaky, strained, strangled = voice speak
tremble, trembling, shaking, shaky, shake = tremor shakes
twist, twisted, wry, pulling, tilt, tilts, torti collis = neck turns torticollis
pen, writing, write, typing, piano, guitar, musician = handwriting writer's cramp
clench, clenching, grinding, chewing, teeth, mouth = jaw oromandibular
exhausted, fatigue, weary, worn out = tired
sad, low, mood, depressed, anxious, worried, scared, suicidal, cope, coping = how you feel depression anxiety
sleep, sleeping, rest, better, ease = what can ease symptoms
geste, touching = light touch sensory trick
coffee, caffeine, alcohol, cold, weather, trigger, flare up = what can make symptoms worse
progressive, remission, go away = changes over time
drop, dropping = lose control
twitch, twitching = blink eyes
drag, drags, dragging = early signs foot
Meige = names eyes jaw
numb, numbness, pins needles, weak, stiff = early signs symptoms

son, daughter, kid, year old, growing pains, toddler, baby, infant, boy, girl, teenager, teen, school, pediatrician = your child
tiptoe, tip toe, toe walking, limp, limping, clumsy, falls over = child foot walking
Sinemet, Madopar, co-careldopa, Segawa, DRD, dopa = levodopa dopa-responsive

hereditary, inherit, inherited, passed on, run family, genetic = genes and family
DNA, DYT1, chromosome = gene
accident, crash, whiplash, concussion, trauma, fall, birth, born = injury other causes
contagious, catch, infectious, virus, covid, vaccine, Parkinson's, disease, tumor, cerebral palsy = other causes
in my head, psychological, psychiatric, crazy, imagining = mental health causes
dementia, Alzheimer's, memory, clever, IQ = smart intelligence cognition
brain damage, brain problem = causes problem in the brain
why me, origin, reason = why it happens cause
age, old, young, adult = age when it starts

GP, family doctor, nerve doctor, specialist, consultant, expert, clinic = which doctor to see neurologist
MRI, CT, x-ray, imaging, brain scan = scan tests diagnosis
lumbar puncture = spinal tap
brain wave, brain waves = EEG
misdiagnosed, wrong diagnosis, wrongly diagnosed, undiagnosed, second opinion = diagnosis
pee, wee = urine
dyskinesia, chorea, tic, Tourette = movement disorder
meaning, definition, medical words = glossary

ambulance, A&E, ER, emergency room, hospital, casualty, help now = emergency call now
status = dystonic storm emergency
die, death, fatal, kill, save life = emergency signs
emergency, urgent = when to call the doctor emergency signs
danger, dangerous, harmful, safe, unsafe = risks
choke, choking = cannot swallow breathing emergency
breath, breathless, suffocating, gasping = breathing hard
slur, slurred = cannot speak clearly stroke
locked, lockjaw = jaw locks urgent
oculogyric = eyes roll up urgent
stridor, wheezing = noisy breathing emergency
antinausea, anti-sickness, antiemetic, vomiting, nausea, sickness, travel sick = anti-nausea medicines
Reglan, Maxolon, Primperan = metoclopramide
Compazine, Stemetil = prochlorperazine
neuroleptic, haloperidol, Haldol, risperidone, olanzapine, quetiapine = antipsychotics
SSRI, sertraline, fluoxetine, Prozac = antidepressants
acute, reaction, reactions, tardive = medicines that can bring on spasms

deformed, deformity, contracture, permanent, crippled, shortened, disabled = changes that can last
avoid, avoiding = prevention
go wrong, outlook, prognosis, life expectancy, future, long term = complications changes over time
DNA test, genetic testing, carrier = gene tests

appointment, consultation, checklist, print = prepare for your visit
ask = questions to ask
tell doctor, tell neurologist, doctor visit = prepare for your visit what to tell your doctor
charity, organization, organisation, support, forum, community, others, other people, helpline, near me, find doctor, find neurologist, alone = help from others
pronounce, pronunciation, say = how you say it
author, written, wrote, trust, reliable = who wrote it
cookies, data, private, tracking = privacy
error, wrong, correction, feedback = report a mistake
copyright = licenses
checked = what we checked
download, pdf, no internet, app = read it offline
`
