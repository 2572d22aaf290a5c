using Faceptor.Core.Tasks;
using Faceptor.Data.Geometry;

namespace Faceptor.Inference;

/// <summary>What the network sees for one task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Warp">From the original picture to the network's.</param>
/// <param name="Images">Pictures, each RGB planes [3, S, S], normalised; S is the warp's side.</param>
internal sealed record TaskView(FaceTask Task, AlignmentWarp Warp, params float[][] Images);
