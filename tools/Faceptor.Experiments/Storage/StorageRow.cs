namespace Faceptor.Experiments.Storage;

/// <summary>
/// Parameters of the networks that hold all tasks up to one. Letters as in the paper's Table 1.
/// </summary>
/// <param name="Task">The task that is added.</param>
/// <param name="Faceptor">Faceptor: 1B + 1O + NQ.</param>
/// <param name="Naive">Naive Faceptor as released: datasets of one family share a subnet.</param>
/// <param name="NaiveUnshared">Naive Faceptor with a subnet for every dataset: 1B + NO.</param>
/// <param name="Separate">One finetuned network for every dataset: NB + NO.</param>
internal sealed record StorageRow(FaceTask Task, long Faceptor, long Naive, long NaiveUnshared, long Separate);
