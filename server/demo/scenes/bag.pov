// Alba, a shoulder bag of cognac leather with a saddle-stitched flap.
#include "studio.inc"
#include "materials.inc"
#include "sewing.inc"

#declare R = 0.34;            // roll over the top
#declare HT = 2.42;           // height of the roll's centre
#declare LEAN = radians(7);   // the body widens downwards
// body: t = 0 at the top of the front face, t < 0 over the roll
#declare Swell = function(x,y) { 0.21*(1-pow(min(1,abs(x)/1.62),2.6))*pow(max(0,sin(pi*min(1,max(0,y+0.45)/2.90))),1.25)
  + (0.012*sin(x*2.3+1)*sin(y*2.9)+0.006*sin(x*5.1+y*3.7))*min(1,max(0,y+0.45)) }
#macro Bend(O, Groove)
  #ifdef (PX) #undef PX #undef PY #undef PZ #end
  #declare PX = function(x,y) { x*(1+0.035*max(0,y)/2.2) }
  #declare PY = function(x,y) { select(y, HT+(R+O)*sin(LEAN-y/R), HT+(R+O)*sin(LEAN) - y*cos(LEAN)) + 0*x }
  #declare PZ = function(x,y) { select(y, -(R+O+Swell(x,y))*cos(LEAN-y/R), -((R+O)*cos(LEAN)+y*sin(LEAN)+Swell(x,y)*cos(LEAN))) + Groove(x,y) }
#end

// --- front and back of the body
#declare BW = 1.50; #declare BT = 2.36; #declare BR = 0.52;
#declare EdgeD = function(x,y,w,b,r) { // distance inside the U
  min( select(max(0,abs(x)-(w-r))*max(0,y-(b-r))-0.000001, min(w-abs(x), b-y),
       r - sqrt(pow(max(0,abs(x)-(w-r)),2)+pow(max(0,y-(b-r)),2))), 5) }
#declare BodyGroove = function(x,y) { 0.10*exp(-EdgeD(x,y,BW,BT,BR)/0.08) + 0.022*exp(-pow((EdgeD(x,y,BW,BT,BR)-0.13)/0.028,2)) }
Bend(0, BodyGroove)
#declare Body = union {
  object { UPanel(BW, 0, BT, BR, 0.30, 260, 22, 22, -1) Leather(Cognac, 1) }
  object { UCord(BW, 0, BT, BR, 0, -0.005, 0.043, 260, -1) Leather(Cognac*0.75, 1) }
  object { UStitches(BW, 0, BT, BR, 0.13, 0.3, ULen(BW,0,BT,BR,0.13)-0.3, 0.083, 0.0135, -1) }
}
// gusset between the two outlines
#declare NS = 220; #declare NG = 10;
#declare GV = array[NS+1][NG+1];
#declare i = 0;
#while (i <= NS)
  UAt(BW, -0.25, BT, BR, 0.0, ULen(BW,-0.25,BT,BR,0)*i/NS)
  #declare A = PP(UX,UT); #declare B = <A.x,A.y,-A.z>;
  #declare Inw = vnormalize(<UA.y, 0, 0> + <0, UA.x, 0>)*<1,1,0>;
  #declare k = 0;
  #while (k <= NG)
    #declare f = k/NG;
    #declare GV[i][k] = A + (B-A)*f + Inw*0.10*sin(pi*f)*max(0.15,1-pow(f*2-1,2))*(1-0.85*abs(UA.x));
    #declare k = k+1;
  #end
  #declare i = i+1;
#end
#declare Gusset = mesh {
  #declare i = 0;
  #while (i < NS) #declare k = 0;
    #while (k < NG)
      triangle { GV[i][k], GV[i+1][k], GV[i+1][k+1] } triangle { GV[i][k], GV[i+1][k+1], GV[i][k+1] }
      #declare k = k+1;
    #end
    #declare i = i+1;
  #end
  Leather(Cognac*0.88, 1)
}

// --- flap
#declare FW = 1.545; #declare FT = 1.62; #declare FR = 0.86; #declare Th = 0.062; #declare SeamE = 0.115;
#declare F0 = -R*pi*0.9;
#declare FlapGroove = function(x,y) { 0.018*exp(-EdgeD(x,y,FW,FT,FR)/0.025)
  + 0.024*exp(-pow((EdgeD(x,y,FW,FT,FR)-SeamE)/0.030,2)) }
Bend(Th+0.03, FlapGroove)
#declare FL = ULen(FW,F0,FT,FR,SeamE);
#declare Flap = union {
  object { UPanel(FW, F0, FT, FR, 0.30, 420, 30, 26, -1) Leather(Cognac, 1) }
  object { UCord(FW, F0, FT, FR, 0.0, Th*0.45, Th*0.46, 420, -1) EdgeT(CognacEdge) }
  object { UStitches(FW, F0, FT, FR, SeamE, 0.30, FL-0.30, 0.088, 0.0165, -1) }
}
// points of the seam, for the picture's focus
UAt(FW, F0, FT, FR, SeamE, FL/2) #declare SeamMid = PP(UX,UT);
UAt(FW, F0, FT, FR, SeamE, FL/2-(FW-FR)-FR*0.75) #declare SeamCorner = PP(UX,UT);
UAt(FW, F0, FT, FR, SeamE, FL/2+(FW-FR)+FR*0.75) #declare SeamCornerR = PP(UX,UT);
UAt(FW, F0, FT, FR, SeamE, FL/2-(FW-FR)-0.02) #declare SeamB = PP(UX,UT);
UAt(FW, F0, FT, FR, SeamE, FL/2-(FW-FR)-FR*1.5) #declare SeamT = PP(UX,UT);

// --- lock
#declare LockAt = PP(0, FT-0.40);
#declare Lock = union {
  superellipsoid { <0.32, 0.25> scale <0.235, 0.155, 0.022> }
  superellipsoid { <0.32, 0.45> scale <0.190, 0.112, 0.034> texture { Brass normal { gradient y 0.06 scale 0.008 } } }
  cylinder { <0,0,0>, <0,0,-0.085>, 0.052 }
  union {
    cylinder { <-0.10,0,-0.10>, <0.10,0,-0.10>, 0.036 } sphere { <-0.10,0,-0.10>, 0.036 } sphere { <0.10,0,-0.10>, 0.036 }
    scale <1,1,0.8> translate -0.015*z
  }
  sphere { 0, 0.020 scale <1,1,0.6> translate <-0.205, 0, -0.015> } sphere { 0, 0.020 scale <1,1,0.6> translate <0.205, 0, -0.015> }
  texture { Brass }
  rotate <-5, 0, 0> translate LockAt - 0.012*z
}

// --- rings, tabs and strap
#declare RingX = BW*1.02 + 0.10; #declare RingY = HT+0.10;
#macro Side(S)
  union {
    // tab out of the gusset
    superellipsoid { <0.3, 0.5> scale <0.035, 0.26, 0.115> translate <0.02, -0.21, 0> rotate <0,0,-8> Leather(Cognac*0.92, 1) }
    superellipsoid { <0.4, 0.9> scale <0.075, 0.055, 0.118> translate <0.035, 0.03, 0> Leather(Cognac*0.92, 1) }
    sphere { <0.06, -0.30, 0>, 0.038 texture { Brass } }
    union { torus { 0.155, 0.026 rotate 90*z scale <1,1,1> } rotate -6*z translate <0.045, 0.15, 0> texture { Brass } }
    scale <S,1,1> translate <S*(RingX-0.09), RingY-0.15, 0>
  }
#end
#declare SP1 = array[11] { <-RingX-0.00, RingY+0.10, 0>, <-RingX+0.01, RingY+0.32, -0.01>, <-RingX+0.10, RingY+0.66, -0.02>, <-1.20, RingY+1.03, 0.02>, <-0.72, RingY+1.33, 0.08>,
  <0, RingY+1.45, 0.12>, <0.72, RingY+1.33, 0.08>, <1.20, RingY+1.03, 0.02>, <RingX-0.10, RingY+0.66, -0.02>, <RingX-0.01, RingY+0.32, -0.01>, <RingX+0.00, RingY+0.10, 0> }
#declare WV1 = array[11] { z, z, <0.02,0,1>, <0.06,0.05,1>, <0.05,0.15,1>, <0,0.22,1>, <-0.05,0.15,1>, <-0.06,0.05,1>, <-0.02,0,1>, z, z }
#declare Straps = union {
  object { Strap(SP1, 11, WV1, 0.235, 0.062, 160) Leather(Cognac*0.95, 1) }
  // folded ends with a rivet
  #declare j = 0;
  #while (j < 2) #declare S = j*2-1;
    union {
      superellipsoid { <0.3, 0.6> scale <0.062, 0.16, 0.118> translate <S*(RingX-0.005), RingY+0.235, 0> Leather(Cognac*0.92, 1) }
      cylinder { <S*(RingX-0.08), RingY+0.27, 0>, <S*(RingX+0.075), RingY+0.27, 0>, 0.036 texture { Brass } }
    }
    #declare j = j+1;
  #end
}

#declare Bag = union {
  object { Body } object { Body scale <1,1,-1> } object { Gusset } object { Flap } object { Lock }
  object { Side(1) } object { Side(-1) } object { Straps }
  box { <-1.3, 0.12, -0.3>, <1.3, HT-0.05, 0.3> pigment { Cognac*0.4 } }
  translate -(HT-BT*cos(LEAN)-0.045)*y
}
#declare Lower = -(HT-BT*cos(LEAN)-0.045)*y;
object { Bag rotate <0, 17, 0> }
#macro W(P) vrotate(P + Lower, <0,17,0>) #end

Studio(2.4)
#switch (Shot)
  #case (1) Photo(<0.2, 3.3, -12.6>, <-0.02, 1.92, 0>, 28.5, 0, 0) #break
  #case (2) #declare FP = W(SeamCorner); Photo(FP + <-0.75, 0.45, -2.9>, FP + <0.17, 0.12, 0>, 24, 0, 0) #break
  #case (3) #declare FP = W(LockAt); Photo(FP + <1.25, 0.85, -3.2>, FP + <0.02, 0.03, 0>, 29, 0, 0) #break
#end
PrintUV("SeamMid", W(SeamMid)) PrintUV("SeamCorner", W(SeamCorner)) PrintUV("SeamCornerR", W(SeamCornerR))
PrintUV("SeamB", W(SeamB)) PrintUV("SeamT", W(SeamT)) PrintUV("Lock", W(LockAt))
